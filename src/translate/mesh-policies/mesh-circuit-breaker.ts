import type { BackendFacets, Detector, PassiveHealth } from '#model';
import type { WrittenCircuitBreaker } from '#resources';
import { given, unlessEmpty } from '../policies/given.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';

type Outliers = NonNullable<WrittenCircuitBreaker['outlierDetection']>;
type Detectors = NonNullable<Outliers['detectors']>;

/** meshCircuitBreaker limits concurrent connections and requests to a service, and ejects failing endpoints. */
export const meshCircuitBreaker: MeshPolicyKind<WrittenCircuitBreaker> = {
  id: 'kuma/MeshCircuitBreaker',
  shapesBackends: true,
  tellsCallersApart: 'by-route',
  meaning({ connectionLimits: limits = {}, outlierDetection }) {
    const backend: BackendFacets = given({
      circuitBreaker: unlessEmpty(
        given({
          maxConnections: limits.maxConnections,
          maxConnectionPools: limits.maxConnectionPools,
          maxPendingRequests: limits.maxPendingRequests,
          maxParallelRequests: limits.maxRequests,
          maxParallelRetries: limits.maxRetries,
        }),
      ),
      ...(outlierDetection === undefined || outlierDetection.disabled === true
        ? {}
        : {
            passiveHealth: passiveHealth(outlierDetection),
            panic:
              outlierDetection.healthyPanicThreshold === undefined
                ? undefined
                : { threshold: outlierDetection.healthyPanicThreshold },
          }),
    });
    return given({ backend: unlessEmpty(backend) });
  },
};

/** The model's name for each detector. */
const named: Readonly<Record<keyof Detectors, Detector>> = {
  totalFailures: 'total',
  gatewayFailures: 'gateway',
  localOriginFailures: 'local-origin',
  successRate: 'success-rate',
  failurePercentage: 'failure-percentage',
};

function passiveHealth({ detectors = {}, ...outliers }: Outliers): PassiveHealth {
  const { totalFailures, gatewayFailures, localOriginFailures, successRate, failurePercentage } = detectors;
  const factor = successRate?.standardDeviationFactor;
  return {
    ...given({
      interval: outliers.interval,
      baseEjectionTime: outliers.baseEjectionTime,
      maxEjectionPercent: outliers.maxEjectionPercent,
      splitExternalLocalOriginErrors: outliers.splitExternalAndLocalErrors,
      consecutive5xx: totalFailures?.consecutive,
      consecutiveGatewayFailure: gatewayFailures?.consecutive,
      consecutiveLocalOriginFailure: localOriginFailures?.consecutive,
      successRateMinimumHosts: successRate?.minimumHosts,
      successRateRequestVolume: successRate?.requestVolume,
      successRateStdevFactor: factor === undefined ? undefined : Math.round(factor * 1000),
      failurePercentageThreshold: failurePercentage?.threshold,
      failurePercentageMinimumHosts: failurePercentage?.minimumHosts,
      failurePercentageRequestVolume: failurePercentage?.requestVolume,
    }),
    detectors: (Object.keys(named) as (keyof Detectors)[])
      .filter(name => detectors[name] !== undefined)
      .map(name => named[name]),
  };
}
