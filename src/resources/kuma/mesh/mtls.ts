import { Type } from 'typebox';
import { type Report, ruled, unserved } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { uniqueBy } from '../../schema/unique.ts';
import { dataSourceOrFile } from '../data-source.ts';
import { lifetime, period } from '../duration.ts';

const authority = ruled(
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: 253 }),
    type: Type.Enum(['builtin', 'provided']),
    mode: Type.Enum(['STRICT', 'PERMISSIVE'], { default: 'STRICT' }),
    dpCert: Type.Optional(
      Type.Object({
        rotation: Type.Optional(Type.Object({ expiration: Type.Optional(lifetime) })),
        requestTimeout: Type.Optional(unserved(period)),
      }),
    ),
    rootChain: Type.Optional(unserved(Type.Object({ requestTimeout: Type.Optional(period) }))),
    conf: Type.Optional(
      Type.Object({
        caCert: Type.Optional(
          Type.Object({
            RSAbits: Type.Optional(unserved(Type.Integer({ minimum: 1024, maximum: 16_384 }))),
            expiration: Type.Optional(lifetime),
          }),
        ),
        cert: Type.Optional(dataSourceOrFile),
        key: Type.Optional(dataSourceOrFile),
      }),
    ),
  }),
  ({ type, conf = {} }, report) => {
    for (const field of ['cert', 'key'] as const) {
      if (type === 'provided' && conf[field] === undefined)
        report('is required where the type is provided', 'conf', field);
      if (type === 'builtin' && conf[field] !== undefined)
        report.warning('has no effect where the type is builtin', 'conf', field);
    }
    if (type === 'provided' && conf.caCert !== undefined)
      report.warning('has no effect where the type is provided', 'conf', 'caCert');
  },
);

/**
 * mtls names the authority that issues certificates to the workloads of a mesh: the enabled backend; none where no backend is
 * enabled.
 */
export const mtls = ruled(
  Type.Object({
    enabledBackend: Type.Optional(Type.String({ maxLength: 253 })),
    backends: ruled(Type.Array(authority, { maxItems: 32, default: [] }), uniqueBy('name')),
    skipValidation: Type.Optional(unserved(Type.Boolean())),
  }),
  checkEnabled,
);
export type Mtls = Read<typeof mtls>;

/** checkEnabled requires that the enabled backend is one of the backends. */
export function checkEnabled(
  {
    enabledBackend,
    backends,
  }: { readonly enabledBackend?: string; readonly backends: readonly { readonly name: string }[] },
  report: Report,
): void {
  if (enabledBackend && !backends.some(({ name }) => name === enabledBackend))
    report(
      `must be the name of one of the backends, which are ${backends.map(({ name }) => name).join(', ') || 'none'}`,
      'enabledBackend',
    );
}
