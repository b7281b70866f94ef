import { type Words, within } from '../../../reference/words.ts';
import { topLevelWords, toWords } from './parts.ts';

export const meshRetryWords: Words = {
  '': 'Has what failed tried again. Of `http`, `grpc` and `tcp` that holds which the port speaks.',
  ...topLevelWords,
  ...toWords,
  ...within('spec.to[].default', {
    tcp: 'Of connections.',
    'tcp.maxConnectAttempt': 'How often it is tried to connect.',
    http: 'Of requests.',
    grpc: 'Of calls.',
  }),
  ...within('spec.to[].default.http', {
    numRetries: 'How often beside the first time; 0 is never; left out: once.',
    perTryTimeout: 'For each attempt.',
    backOff: 'Pauses between attempts, longer each time.',
    'backOff.baseInterval': 'The first; left out: 25 ms.',
    'backOff.maxInterval': 'The longest; left out: ten times the first.',
    rateLimitedBackOff: 'Pauses as the answer asks for them.',
    'rateLimitedBackOff.resetHeaders[]': 'Headers that say how long, the first of them that an answer has.',
    'rateLimitedBackOff.resetHeaders[].name': 'The name of the header.',
    'rateLimitedBackOff.resetHeaders[].format': 'Whether it says for how long, or until when.',
    'rateLimitedBackOff.maxInterval': 'What asks for more is not heeded; left out: five minutes.',
    retryOn:
      'What counts as a failure: a status such as `503`, `5xx`, `GatewayError`, `Reset`, `Retriable4xx`, `ConnectFailure`, `EnvoyRatelimited`, `RefusedStream`, `Http3PostConnectFailure`; `HttpMethodGet` and its like allow it for these methods alone.',
    'retriableRequestHeaders[]': 'Requests that are tried again have one of these headers.',
    'retriableRequestHeaders[].type': 'How its value is compared.',
    'retriableRequestHeaders[].name': 'Its name.',
    'retriableRequestHeaders[].value': 'What it is compared with.',
    'hostSelection[]': 'Who is asked the next time.',
    'hostSelection[].predicate':
      'Nobody who was asked before, nobody with these tags, or none of the priorities before.',
    'hostSelection[].tags': 'The tags.',
    'hostSelection[].updateFrequency': 'After how many attempts the next priority is asked.',
    hostSelectionMaxAttempts: 'How often somebody else is looked for.',
  }),
  ...within('spec.to[].default.grpc', {
    numRetries: 'How often beside the first time; 0 is never; left out: once.',
    perTryTimeout: 'For each attempt.',
    retryOn: 'What counts as a failure.',
  }),
};
