import { Type } from 'typebox';
import { ruled, unserved } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { portNumber, tags } from './fields.ts';
import { checkEnabled } from './mesh/mtls.ts';
import { applicationAddress, bearable, metricsPath } from './metrics-fields.ts';

const name = Type.String({ minLength: 1, maxLength: 253 });

const aggregated = Type.Object({
  name: Type.Optional(name),
  path: Type.Optional(metricsPath),
  port: Type.Optional(portNumber),
  address: Type.Optional(applicationAddress),
  enabled: Type.Optional(Type.Boolean()),
});

/** metricsPage is where sidecars show their metrics. What it leaves out comes from the mesh, or else from Kuma's defaults. */
const metricsPage = Type.Object({
  port: Type.Optional(portNumber),
  path: Type.Optional(metricsPath),
  skipMTLS: Type.Optional(Type.Boolean()),
  tls: Type.Optional(
    ruled(
      Type.Object({ mode: Type.Optional(Type.Enum(['activeMTLSBackend', 'disabled', 'providedTLS'])) }),
      ({ mode }, report) => {
        if (mode === 'providedTLS') report.unserved('mode');
      },
    ),
  ),
  envoy: Type.Optional(
    Type.Object({
      filterRegex: Type.Optional(Type.String({ maxLength: 1024 })),
      usedOnly: Type.Optional(Type.Boolean()),
    }),
  ),
  tags: Type.Optional(unserved(tags)),
  aggregate: Type.Optional(
    ruled(Type.Array(aggregated, { maxItems: 64 }), (all, report) => bearable('applications', all, report)),
  ),
});
export type WrittenMetricsPage = Read<typeof metricsPage>;

/** dataplaneMetrics are settings in which a Dataplane differs from its mesh. */
export const dataplaneMetrics = Type.Object({
  name: Type.Optional(name),
  type: Type.Optional(Type.Enum(['prometheus'])),
  conf: Type.Optional(metricsPage),
});

/**
 * meshMetrics says how all sidecars of a mesh show their metrics: as the enabled backend says; not at all where none is enabled.
 */
export const meshMetrics = ruled(
  Type.Object({
    enabledBackend: Type.Optional(Type.String({ maxLength: 253 })),
    backends: ruled(
      Type.Array(Type.Object({ name, type: Type.Enum(['prometheus']), conf: Type.Optional(metricsPage) }), {
        maxItems: 32,
        default: [],
      }),
      uniqueBy('name'),
    ),
  }),
  checkEnabled,
);
