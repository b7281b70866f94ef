import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { defaulted, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { positiveDuration } from '../duration.ts';
import { portNumber } from '../fields.ts';
import { hostAndPort } from './collector.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { proxyTargets, topLevel } from './items.ts';

const path = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^/',
  '~wants': 'a path, which begins with "/"',
});

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
  path: defaulted(path, '/metrics'),
  port: portNumber,
  address: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
});

const backend = ruled(
  Type.Object({
    type: Type.Enum(['Prometheus', 'OpenTelemetry']),
    prometheus: Type.Optional(
      Type.Object({
        clientId: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
        port: defaulted(portNumber, 5670),
        path: defaulted(path, '/metrics'),
        tls: Type.Optional(
          Type.Object({
            mode: Type.Enum(['Disabled', 'ProvidedTLS', 'ActiveMTLSBackend'], { default: 'Disabled' }),
          }),
        ),
      }),
    ),
    openTelemetry: Type.Optional(
      Type.Object(
        { endpoint: Type.Optional(hostAndPort), refreshInterval: Type.Optional(positiveDuration) },
        { '~unserved': ['backendRef'] },
      ),
    ),
  }),
  ({ type, prometheus, openTelemetry }, report) => {
    if (type === 'Prometheus' && prometheus === undefined) report('must be defined', 'prometheus');
    if (type === 'OpenTelemetry' && openTelemetry?.endpoint === undefined)
      report('must be defined', 'openTelemetry', 'endpoint');
  },
);

const metrics = Type.Object({
  sidecar: Type.Optional(sidecar),
  applications: Type.Optional(Type.Array(application, { maxItems: 64 })),
  backends: Type.Optional(Type.Array(backend, { maxItems: 16 })),
});
/** WrittenMetrics: times are in milliseconds. */
export type WrittenMetrics = Read<typeof metrics>;

const spec = Type.Object({ targetRef: topLevel(...proxyTargets), default: metrics });

export const meshMetric = defineMeshPolicy({ kind: 'MeshMetric', shortName: 'mm', isUnserved: true }, spec);
export type MeshMetric = ResourceOf<typeof meshMetric>;
