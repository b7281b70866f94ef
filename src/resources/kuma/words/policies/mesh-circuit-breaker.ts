import { type Words, within } from '../../../reference/words.ts';
import { fromWords, rulesWords, topLevelWords, toWords } from './parts.ts';

const counted: Words = {
  minimumHosts: 'So many endpoints must have had enough requests.',
  requestVolume: 'So many requests in an interval are enough.',
};

export const meshCircuitBreakerWords: Words = {
  '': 'Bounds what is asked of a service at once, and takes endpoints out for a while that fail.',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default', {
    connectionLimits: 'What is beyond is answered by the proxy itself (503), or closed.',
    outlierDetection: 'Endpoints that fail are left out.',
  }),
  ...within('spec.to[].default.connectionLimits', {
    maxConnections: 'Connections.',
    maxConnectionPools: 'Pools of connections.',
    maxPendingRequests: 'Requests that wait for a connection.',
    maxRequests: 'Requests at once.',
    maxRetries: 'Retries at once.',
  }),
  ...within('spec.to[].default.outlierDetection', {
    disabled: 'Nothing of this holds, whoever said it.',
    interval: 'How often it is looked; left out: ten seconds.',
    baseEjectionTime: 'How long the first time; left out: 30 seconds.',
    maxEjectionPercent: 'At most so many of a hundred; left out: 10.',
    splitExternalAndLocalErrors: 'What the proxy saw itself is counted apart from what was answered.',
    healthyPanicThreshold: 'Below so many percent of healthy endpoints, all are asked.',
    detectors: 'What is looked for; what is left out is not.',
    'detectors.totalFailures': 'Answers of 5xx in a row.',
    'detectors.totalFailures.consecutive': 'How many.',
    'detectors.successRate': 'Endpoints that succeed much more seldom than the others.',
    'detectors.successRate.standardDeviationFactor': 'By so many standard deviations; left out: 1.9.',
    'detectors.failurePercentage': 'Endpoints that fail so often.',
    'detectors.failurePercentage.threshold': 'In percent; left out: 85.',
    ...within('detectors.successRate', counted),
    ...within('detectors.failurePercentage', counted),
  }),
};
