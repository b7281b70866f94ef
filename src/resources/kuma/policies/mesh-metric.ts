import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { defaulted, ruled, unserved } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { unhurriedInterval } from '../duration.ts';
import { portNumber } from '../fields.ts';
import { applicationAddress, bearable, metricsPath } from '../metrics-fields.ts';
import { collectorAt, collectorFields } from './collector.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { proxyTargets, topLevel } from './items.ts';
import { settingsOfType } from './settings-of-type.ts';

const selector = ruled(
  Type.Object({
    type: Type.Enum(['Prefix', 'Regex', 'Exact', 'Contains']),
    match: Type.String({ minLength: 1, maxLength: 1024 }),
  }),
  ({ type, match }, report) => {
    if (type !== 'Regex') return;
    try {
      new RegExp(match, 'u');
    } catch {
      report('must be a regular expression', 'match');
    }
  },
);
const selectors = Type.Array(selector, { maxItems: 128 });

const sidecar = Type.Object({
  includeUnused: Type.Optional(Type.Boolean()),
  profiles: Type.Optional(
    Type.Object({
      appendProfiles: Type.Optional(
        Type.Array(Type.Object({ name: Type.Enum(['All', 'Basic', 'None']) }), { maxItems: 8 }),
      ),
      exclude: Type.Optional(selectors),
      include: Type.Optional(selectors),
    }),
  ),
});

const application = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
  path: defaulted(metricsPath, '/metrics'),
  port: portNumber,
  address: Type.Optional(applicationAddress),
});

const backend = ruled(
  Type.Object({
    type: Type.Enum(['Prometheus', 'OpenTelemetry']),
    prometheus: Type.Optional(
      Type.Object({
        clientId: Type.Optional(unserved(Type.String({ minLength: 1, maxLength: 253 }))),
        port: defaulted(portNumber, 5670),
        path: defaulted(metricsPath, '/metrics'),
        tls: Type.Optional(
          Type.Object({
            mode: Type.Enum(['Disabled', 'ProvidedTLS', 'ActiveMTLSBackend'], { default: 'Disabled' }),
          }),
        ),
      }),
    ),
    openTelemetry: Type.Optional(
      Type.Object({ ...collectorFields, refreshInterval: Type.Optional(unhurriedInterval) }),
    ),
  }),
  settingsOfType({ Prometheus: 'prometheus', OpenTelemetry: 'openTelemetry' }),
  collectorAt,
  ({ prometheus }, report) => {
    if (prometheus?.tls?.mode === 'ProvidedTLS') report.unserved('prometheus', 'tls');
  },
);

const metrics = ruled(
  Type.Object({
    sidecar: Type.Optional(sidecar),
    applications: Type.Optional(Type.Array(application, { maxItems: 64 })),
    backends: Type.Optional(
      ruled(Type.Array(backend, { maxItems: 16 }), (all, report) => {
        const ports = all.map(({ prometheus }) => prometheus?.port);
        ports.forEach((port, i) => {
          if (port !== undefined && ports.indexOf(port) < i)
            report(`${port} is that of another backend`, i, 'prometheus', 'port');
        });
      }),
    ),
  }),
  ({ applications, sidecar: kept }, report) => {
    bearable('applications', applications, report, 'applications');
    bearable('profiles', kept?.profiles, report, 'sidecar', 'profiles');
  },
);
/** WrittenMetrics: times are in milliseconds. */
export type WrittenMetrics = Read<typeof metrics>;

const spec = Type.Object({ targetRef: topLevel(...proxyTargets), default: metrics });

export const meshMetric = defineMeshPolicy({ kind: 'MeshMetric', shortName: 'mm' }, spec);
export type MeshMetric = ResourceOf<typeof meshMetric>;
