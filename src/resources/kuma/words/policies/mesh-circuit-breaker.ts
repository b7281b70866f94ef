import { type Words, within } from '../../../reference/words.ts';
import { fromWords, rulesWords, topLevelWords, toWords } from './parts.ts';

const counted: Words = {
  minimumHosts:
    'Minimum number of endpoints with enough requests; with fewer, this detector ejects none. Left out: 5.',
  requestVolume: 'Minimum number of requests to an endpoint in an interval for it to be judged.',
};

export const meshCircuitBreakerWords: Words = {
  '': 'Limits connections and requests (circuit breakers), and ejects endpoints that fail (outlier detection).',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default', {
    connectionLimits:
      'Circuit breakers: limits of each proxy. Requests beyond them are answered with 503, connections closed.',
    outlierDetection: 'Outlier detection: endpoints that fail are ejected from load balancing for a time.',
  }),
  ...within('spec.to[].default.connectionLimits', {
    maxConnections: 'Maximum number of connections.',
    maxConnectionPools: 'Maximum number of connection pools.',
    maxPendingRequests: 'Maximum number of requests that wait for a connection.',
    maxRequests: 'Maximum number of requests in parallel.',
    maxRetries: 'Maximum number of retries in parallel.',
  }),
  ...within('spec.to[].default.outlierDetection', {
    disabled: 'Turns outlier detection off, also where a more general policy sets it up.',
    interval: 'Time between two evaluations of the endpoints; left out: 10s.',
    baseEjectionTime:
      'How long an endpoint is ejected, times the number of times that it has been ejected; left out: 30s.',
    maxEjectionPercent: 'Maximum share of endpoints that are ejected at a time, in percent; left out: 10.',
    splitExternalAndLocalErrors:
      'Counts errors of local origin (failed connections, timeouts) apart from errors that endpoints answer with.',
    healthyPanicThreshold:
      'Panic threshold: below this percentage of healthy endpoints all are used, whatever their health. Left out: 50.',
    detectors: 'Detectors of failure; one that is left out is off.',
    'detectors.totalFailures':
      'Consecutive failures: 5xx answers, and errors of local origin that are not counted apart.',
    'detectors.totalFailures.consecutive': 'Failures in a row for which an endpoint is ejected; left out: 5.',
    'detectors.gatewayFailures': 'Consecutive gateway failures: answers of 502, 503 and 504.',
    'detectors.localOriginFailures':
      'Consecutive errors of local origin, where `splitExternalAndLocalErrors` counts them apart.',
    'detectors.successRate': 'Success rate: ejects endpoints that succeed much less often than the others.',
    'detectors.successRate.standardDeviationFactor':
      'How far below the mean success rate, in standard deviations; left out: 1.9.',
    'detectors.failurePercentage': 'Failure percentage: ejects endpoints of whose requests too many fail.',
    'detectors.failurePercentage.threshold': 'Percentage of failed requests from which on; left out: 85.',
    ...within('detectors.successRate', counted),
    ...within('detectors.failurePercentage', counted),
  }),
};
