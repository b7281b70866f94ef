import { type Words, within } from '../../../reference/words.ts';
import { topLevelWords, toWords } from './parts.ts';

export const meshRetryWords: Words = {
  '': 'Retries requests, calls and connections that failed. Of `http`, `grpc` and `tcp` the one for the port’s protocol holds.',
  ...topLevelWords,
  ...toWords,
  ...within('spec.to[].default', {
    tcp: 'Retries of TCP connections.',
    'tcp.maxConnectAttempt': 'Maximum number of attempts to connect.',
    http: 'Retries of HTTP requests.',
    grpc: 'Retries of gRPC calls.',
  }),
  ...within('spec.to[].default.http', {
    numRetries: 'Maximum number of retries, beside the first attempt; 0: none. Left out: 1.',
    perTryTimeout: 'Timeout of each attempt; 0s: none.',
    backOff: 'Exponential backoff: the pause before each retry, which grows.',
    'backOff.baseInterval': 'First pause; left out: 25ms.',
    'backOff.maxInterval': 'Longest pause; left out: ten times the first.',
    rateLimitedBackOff: 'Backoff that the answer asks for, such as by `Retry-After`.',
    'rateLimitedBackOff.resetHeaders[]':
      'Response headers that say how long to wait; the first that an answer has counts.',
    'rateLimitedBackOff.resetHeaders[].name': 'Name of the header.',
    'rateLimitedBackOff.resetHeaders[].format':
      'Whether its value is a number of seconds, or a point in time.',
    'rateLimitedBackOff.maxInterval': 'Longest wait that is honoured; left out: 5m.',
    retryOn:
      'What is retried: status codes such as `503`, `5xx`, `GatewayError`, `Reset`, `Retriable4xx`, `ConnectFailure`, `EnvoyRatelimited`, `RefusedStream`, `Http3PostConnectFailure`. `HttpMethodGet` and its like limit retries to these methods. Where no condition is named: `GatewayError`, `ConnectFailure`, `RefusedStream`.',
    'retriableRequestHeaders[]': 'Only requests with one of these headers are retried.',
    'retriableRequestHeaders[].type': 'How the value is compared, or whether the header is there at all.',
    'retriableRequestHeaders[].name': 'Name of the header.',
    'retriableRequestHeaders[].value': 'Value that it is compared with.',
    'retriableResponseHeaders[]': 'Answers with one of these headers are retried.',
    'hostSelection[]':
      'Which endpoint a retry goes to; left out: one that was not tried, where there is one.',
    'hostSelection[].predicate':
      'Skips endpoints that were tried, endpoints with certain `tags`, or priorities that were tried.',
    'hostSelection[].tags': 'For `OmitHostsWithTags`: tags of the endpoints that are skipped.',
    'hostSelection[].updateFrequency':
      'For `OmitPreviousPriorities`: attempts after which another priority is tried.',
    hostSelectionMaxAttempts: 'How often another endpoint is looked for, where the chosen one is skipped.',
  }),
  ...within('spec.to[].default.grpc', {
    backOff: 'Exponential backoff: the pause before each retry, which grows.',
    rateLimitedBackOff: 'Backoff that the answer asks for, such as by `Retry-After`.',
    numRetries: 'Maximum number of retries, beside the first attempt; 0: none. Left out: 1.',
    perTryTimeout: 'Timeout of each attempt; 0s: none.',
    retryOn:
      'gRPC statuses that are retried. Left out: `Canceled`, `ResourceExhausted`, `Unavailable`, failed connections, resets, gateway errors.',
  }),
};
