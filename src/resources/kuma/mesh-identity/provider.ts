import { Type } from 'typebox';
import { defaulted, type Report, ruled } from '../../schema/annotate.ts';
import { anything } from '../../schema/anything.ts';
import type { Read } from '../../schema/readonly.ts';
import { typedDataSource } from '../data-source.ts';
import { duration } from '../duration.ts';

const bundled = ruled(
  Type.Object({
    meshTrustCreation: Type.Enum(['Enabled', 'Disabled'], { default: 'Enabled' }),
    insecureAllowSelfSigned: Type.Boolean({ default: false }),
    autogenerate: defaulted(Type.Object({ enabled: Type.Boolean({ default: false }) }), {}),
    ca: Type.Optional(Type.Object({ certificate: typedDataSource, privateKey: typedDataSource })),
    certificateParameters: Type.Optional(Type.Object({ expiry: Type.Optional(duration) })),
  }),
  ({ autogenerate, ca }, report) => {
    if (autogenerate.enabled && ca !== undefined)
      report('must not be there where autogenerate is enabled', 'ca');
    if (!autogenerate.enabled && ca === undefined)
      report('is required where autogenerate is not enabled', 'ca');
  },
);

const spire = Type.Object({
  agent: Type.Optional(Type.Object({ timeout: Type.Optional(duration) })),
});

const extension = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 253 }),
  config: Type.Optional(anything),
});

const fieldOfType = { Bundled: 'bundled', Spire: 'spire', Extension: 'extension' } as const;

const written = Type.Object({
  type: Type.Enum(['Bundled', 'Spire', 'Extension']),
  bundled: Type.Optional(bundled),
  spire: Type.Optional(spire),
  extension: Type.Optional(extension),
});

/** provider is the issuer of certificates: this control plane, a SPIRE agent beside each workload, or something else. */
export const provider = ruled(written, checkField);

function checkField(provider: Read<typeof written>, report: Report): void {
  const field = fieldOfType[provider.type];
  if (provider[field] === undefined) report(`is required where the type is ${provider.type}`, field);
  for (const other of Object.values(fieldOfType)) {
    if (other !== field && provider[other] !== undefined)
      report.warning(`has no effect where the type is ${provider.type}`, other);
  }
}
