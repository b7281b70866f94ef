import { Type } from 'typebox';
import { defaulted, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { dataSource } from '../data-source.ts';
import { hostname } from '../fields.ts';
import { tlsVersionByDefault as version, versionsInOrder } from '../tls-version.ts';

const verification = ruled(
  Type.Object({
    mode: Type.Enum(['Secured', 'SkipSAN', 'SkipCA', 'SkipAll'], { default: 'Secured' }),
    serverName: Type.Optional(hostname),
    subjectAltNames: Type.Array(
      Type.Object({
        type: Type.Enum(['Exact', 'Prefix'], { default: 'Exact' }),
        value: Type.String({ minLength: 1, maxLength: 2048 }),
      }),
      { maxItems: 64, default: [] },
    ),
    caCert: Type.Optional(dataSource),
    clientCert: Type.Optional(dataSource),
    clientKey: Type.Optional(dataSource),
  }),
  ({ clientCert, clientKey }, report) => {
    if (clientCert !== undefined && clientKey === undefined)
      report('is required beside clientCert', 'clientKey');
    if (clientKey !== undefined && clientCert === undefined)
      report('is required beside clientKey', 'clientCert');
  },
);

/** externalTls says how an external service is spoken to over TLS, if `enabled`. */
export const externalTls = Type.Object({
  enabled: Type.Boolean({ default: false }),
  allowRenegotiation: Type.Boolean({ default: false }),
  version: defaulted(ruled(Type.Object({ min: version, max: version }), versionsInOrder), {}),
  verification: defaulted(verification, {}),
});
export type ExternalTls = Read<typeof externalTls>;
