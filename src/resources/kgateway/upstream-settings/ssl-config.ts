import { Type } from 'typebox';
import { objectName, preciseHostname } from '../../gateway-api/fields.ts';
import { namespaceName } from '../../names.ts';
import { converted, ruled } from '../../schema/annotate.ts';
import { anything } from '../../schema/anything.ts';
import type { Read } from '../../schema/readonly.ts';
import type { WrittenUpstreamTls } from '../backend-config-policy/tls.ts';

const version = Type.Optional(Type.Enum(['TLS_AUTO', 'TLSv1_0', 'TLSv1_1', 'TLSv1_2', 'TLSv1_3']));
const names = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 64, default: [] });

const written = ruled(
  Type.Object({
    secretRef: Type.Optional(Type.Object({ name: objectName, namespace: Type.Optional(namespaceName) })),
    sslFiles: Type.Optional(anything),
    sds: Type.Optional(anything),
    sni: Type.Optional(preciseHostname),
    verifySubjectAltName: names,
    parameters: Type.Optional(
      Type.Object({
        minimumProtocolVersion: version,
        maximumProtocolVersion: version,
        cipherSuites: names,
        ecdhCurves: names,
      }),
    ),
    alpnProtocols: Type.Array(Type.String({ minLength: 1, maxLength: 32 }), { maxItems: 16, default: [] }),
    allowRenegotiation: Type.Boolean({ default: false }),
    oneWayTls: Type.Boolean({ default: false }),
  }),
  // The whole object becomes invalid: what was meant for TLS must not be sent in plain text.
  (ssl, report) => {
    for (const name of ['sslFiles', 'sds'] as const)
      if (ssl[name] !== undefined)
        report('is not served: write the same into a Secret, and name it in secretRef', name);
  },
);

/** sslConfig says how TLS is spoken to an Upstream, in the form of a BackendConfigPolicy's `tls`. */
export const sslConfig = converted(written, (ssl): WrittenUpstreamTls => {
  const { secretRef, sni, verifySubjectAltName, parameters, alpnProtocols, oneWayTls } = ssl;
  return {
    ...(secretRef === undefined ? {} : { secretRef }),
    ...(sni === undefined ? {} : { sni }),
    verifySubjectAltNames: verifySubjectAltName,
    ...(parameters === undefined ? {} : { parameters: parametersOf(parameters) }),
    ...(alpnProtocols.length === 0 ? {} : { alpnProtocols }),
    allowRenegotiation: ssl.allowRenegotiation,
    simpleTLS: oneWayTls,
  };
});

type Parameters = NonNullable<Read<typeof written>['parameters']>;

const versions = {
  TLS_AUTO: 'AUTO',
  TLSv1_0: '1.0',
  TLSv1_1: '1.1',
  TLSv1_2: '1.2',
  TLSv1_3: '1.3',
} as const;

function parametersOf({
  minimumProtocolVersion: min,
  maximumProtocolVersion: max,
  ...same
}: Parameters): NonNullable<WrittenUpstreamTls['parameters']> {
  return {
    ...same,
    signatureAlgorithms: [],
    ...(min === undefined ? {} : { minVersion: versions[min] }),
    ...(max === undefined ? {} : { maxVersion: versions[max] }),
  };
}
