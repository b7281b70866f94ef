import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { positiveDuration } from '../duration.ts';
import { decimal, percentage } from './decimal.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import {
  callersByIdentity,
  oneWayToSay,
  proxyTargets,
  rulesOf,
  serviceTargets,
  targetedItems,
  topLevel,
} from './items.ts';

const limit = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });
const count = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });
const percent = Type.Integer({ minimum: 0, maximum: 100 });

const connectionLimits = Type.Object({
  maxConnections: Type.Optional(limit),
  maxConnectionPools: Type.Optional(limit),
  maxPendingRequests: Type.Optional(limit),
  maxRequests: Type.Optional(limit),
  maxRetries: Type.Optional(limit),
});

const consecutive = Type.Object({ consecutive: Type.Optional(count) });

const detectors = Type.Object({
  totalFailures: Type.Optional(consecutive),
  gatewayFailures: Type.Optional(consecutive),
  localOriginFailures: Type.Optional(consecutive),
  successRate: Type.Optional(
    Type.Object({
      minimumHosts: Type.Optional(count),
      requestVolume: Type.Optional(count),
      standardDeviationFactor: Type.Optional(decimal),
    }),
  ),
  failurePercentage: Type.Optional(
    Type.Object({
      minimumHosts: Type.Optional(count),
      requestVolume: Type.Optional(count),
      threshold: Type.Optional(percent),
    }),
  ),
});

const outlierDetection = Type.Object({
  disabled: Type.Optional(Type.Boolean()),
  interval: Type.Optional(positiveDuration),
  baseEjectionTime: Type.Optional(positiveDuration),
  maxEjectionPercent: Type.Optional(percent),
  splitExternalAndLocalErrors: Type.Optional(Type.Boolean()),
  healthyPanicThreshold: Type.Optional(percentage),
  detectors: Type.Optional(detectors),
});

const breaker = ruled(
  Type.Object({
    connectionLimits: Type.Optional(connectionLimits),
    outlierDetection: Type.Optional(outlierDetection),
  }),
  ({ connectionLimits: limits, outlierDetection: outliers }, report) => {
    if (limits === undefined && outliers === undefined)
      report("at least one of the 'connectionLimits', 'outlierDetection' must be specified");
    if (limits !== undefined && Object.keys(limits).length === 0)
      report('must not be empty', 'connectionLimits');
    if (outliers === undefined || outliers.disabled === true) return;
    if (Object.keys(outliers.detectors ?? {}).length === 0)
      report(
        'must have at least one defined: totalFailures, gatewayFailures, localOriginFailures, successRate, failurePercentage',
        'outlierDetection',
        'detectors',
      );
  },
);
/** WrittenCircuitBreaker: times are in milliseconds, shares in percent. */
export type WrittenCircuitBreaker = Read<typeof breaker>;

const spec = ruled(
  Type.Object({
    targetRef: topLevel(...proxyTargets),
    to: targetedItems(breaker, 'Mesh', ...serviceTargets),
    from: targetedItems(breaker, 'Mesh'),
    rules: rulesOf(breaker),
  }),
  oneWayToSay,
  callersByIdentity(() => undefined),
);

export const meshCircuitBreaker = defineMeshPolicy({ kind: 'MeshCircuitBreaker', shortName: 'mcb' }, spec);
export type MeshCircuitBreaker = ResourceOf<typeof meshCircuitBreaker>;
