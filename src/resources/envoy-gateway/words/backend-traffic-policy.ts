import { type Words, within } from '../../reference/words.ts';
import { backendSettingsWords } from './backend-settings.ts';
import { targetWords } from './policy-parts.ts';
import { rateLimitWords } from './rate-limit.ts';
import { responseOverrideWords } from './response-override.ts';
import { tracedWords } from './traced.ts';

export const backendTrafficPolicyWords: Words = {
  '': 'Says how backends are used: timeouts, retries, balancing, health, connections, limits, faults.',
  ...targetWords,
  ...within('spec', backendSettingsWords),
  'spec.adaptiveConcurrency':
    'Turns requests away while more are under way than the backends answer fast. How many those are is found out: as many as take about as long as few do.',
  'spec.adaptiveConcurrency.gradientController': 'How it is found out.',
  'spec.adaptiveConcurrency.gradientController.sampleAggregatePercentile':
    'Which of the times measured stands for all: with 50, that which half of them are below.',
  'spec.adaptiveConcurrency.gradientController.concurrencyLimitParams': 'The limit.',
  'spec.adaptiveConcurrency.gradientController.concurrencyLimitParams.maxConcurrencyLimit':
    'Its greatest value. Left out: 1000.',
  'spec.adaptiveConcurrency.gradientController.concurrencyLimitParams.concurrencyUpdateInterval':
    'How often it is reckoned anew. Left out: 100ms.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams':
    'How long a request takes while few are under way.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.interval':
    'How often that is measured. Left out: 30s. 0s: never, `fixedMinRTT` holds.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.fixedMinRTT':
    'What it is, where it is not measured.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.requestCount':
    'How many requests are measured. Left out: 50.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.jitter':
    'By how many percent of the interval measuring is put off at most. Left out: 15.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.minConcurrency':
    'How many may be under way while it is measured. Left out: 3.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.buffer':
    'By how many percent more a request may take as a matter of course. Left out: 25.',
  'spec.adaptiveConcurrency.concurrencyLimitExceededStatus':
    'What those who are turned away are answered. Left out: 503.',
  'spec.admissionControl': 'Turns requests away, more often the more of them fail (503).',
  'spec.admissionControl.samplingWindow': 'Over which it is counted how many succeed.',
  'spec.admissionControl.minSuccessRate':
    'The share of successes, in percent, above which nobody is turned away.',
  'spec.admissionControl.rejectionAggression': 'How fast refusals grow below it: 1 is in proportion.',
  'spec.admissionControl.minRequestRate': 'Requests a second below which nobody is turned away.',
  'spec.admissionControl.maxRejectionPercent': 'At most so many in a hundred are turned away.',
  'spec.admissionControl.successCriteria':
    'What counts as a success; left out: what is no error of a server.',
  'spec.admissionControl.successCriteria.http': 'Of HTTP.',
  'spec.admissionControl.successCriteria.http.statusCodes': 'One of these statuses.',
  'spec.admissionControl.successCriteria.grpc': 'Of gRPC.',
  'spec.admissionControl.successCriteria.grpc.statusCodes': 'One of these statuses.',
  'spec.bandwidthLimit': 'How many bytes of bodies pass in a time.',
  'spec.bandwidthLimit.request': 'Of requests.',
  'spec.bandwidthLimit.request.limit': 'So many in a time.',
  'spec.bandwidthLimit.request.limit.value': 'How many bytes.',
  'spec.bandwidthLimit.request.limit.unit': 'In which time.',
  'spec.bandwidthLimit.response': 'Of answers.',
  'spec.bandwidthLimit.response.limit': 'So many in a time.',
  'spec.bandwidthLimit.response.responseTrailers': 'Says in trailers how long bodies were held up.',
  'spec.bandwidthLimit.response.responseTrailers.prefix': 'What their names begin with.',
  'spec.compression[]': 'Ways to pack answers, the preferred first. The client says which it takes.',
  'spec.compression[].type': 'Which one.',
  'spec.compression[].minContentLength': 'Shorter answers are left as they are.',
  'spec.compressor[]': 'The same under its newer name.',
  'spec.decompressor[]':
    'Unpacks requests for backends, and answers for clients, that are packed in one of these ways.',
  'spec.decompressor[].type': 'In which.',
  'spec.defaultChildMergeType':
    'On a Gateway: what holds for more specific policies that say no `mergeType`.',
  'spec.faultInjection': 'What goes wrong on purpose.',
  'spec.faultInjection.delay': 'Holds requests up.',
  'spec.faultInjection.delay.fixedDelay': 'For how long.',
  'spec.faultInjection.delay.percentage': 'How many in a hundred.',
  'spec.faultInjection.abort': 'Answers in the place of the backend.',
  'spec.faultInjection.abort.httpStatus': 'With this status of HTTP,',
  'spec.faultInjection.abort.grpcStatus': 'or with this one of gRPC.',
  'spec.faultInjection.abort.percentage': 'How many in a hundred.',
  'spec.httpUpgrade[]': 'Protocols that connections may be turned to; left out: `websocket`.',
  'spec.httpUpgrade[].type': 'The protocol, as the header Upgrade says it, or `CONNECT`.',
  'spec.httpUpgrade[].connect': 'What becomes of CONNECT.',
  'spec.httpUpgrade[].connect.terminate':
    'It ends at the gateway, and what is sent through it goes to the backend.',
  'spec.telemetry': 'What is told of what passes; whom spans are sent to is a gateway’s (EnvoyProxy).',
  'spec.telemetry.metrics': 'Statistics.',
  'spec.telemetry.metrics.routeStatName':
    'Keeps some of each rule, under this name. `%ROUTE_KIND%`, `%ROUTE_NAMESPACE%`, `%ROUTE_NAME%`, `%ROUTE_RULE_NAME%` and `%ROUTE_RULE_NUMBER%` stand for it.',
  'spec.telemetry.tracing':
    'Spans, in the place of what the gateway says of them. What is left out of shares is all.',
  ...within('spec.telemetry.tracing', tracedWords),
  'spec.rateLimit': 'How often who may ask.',
  ...within('spec.rateLimit', rateLimitWords),
  'spec.requestBuffer': 'Waits for the whole request before it goes on.',
  'spec.requestBuffer.limit': 'Longer ones are refused (413).',
  'spec.routingType': 'Whether Services are reached at their endpoints, or at their cluster IP.',
  'spec.responseOverride[]':
    'Puts an answer of one’s own in the place of the backend’s. The first that matches holds.',
  ...within('spec.responseOverride[]', responseOverrideWords),
  'spec.useClientProtocol': 'Speaks to backends what the client speaks.',
};
