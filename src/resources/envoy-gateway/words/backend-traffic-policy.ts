import { type Words, within } from '../../reference/words.ts';
import { backendSettingsWords } from './backend-settings.ts';
import { targetWords } from './policy-parts.ts';
import { rateLimitWords } from './rate-limit.ts';
import { responseOverrideWords } from './response-override.ts';
import { tracedWords } from './traced.ts';

export const backendTrafficPolicyWords: Words = {
  '': 'Says how backends are used: timeouts, retries, load balancing, health checks, connections, rate limits, faults.',
  ...targetWords,
  ...within('spec', backendSettingsWords),
  'spec.adaptiveConcurrency':
    'Limits requests in parallel to as many as backends answer without slowing down, which is measured all the time.',
  'spec.adaptiveConcurrency.gradientController':
    'How the limit is found: latencies now are compared with those under little load.',
  'spec.adaptiveConcurrency.gradientController.sampleAggregatePercentile':
    'Percentile of the measured latencies that is compared. Left out: 50.',
  'spec.adaptiveConcurrency.gradientController.concurrencyLimitParams': 'The limit.',
  'spec.adaptiveConcurrency.gradientController.concurrencyLimitParams.maxConcurrencyLimit':
    'Highest value that the limit may take. Left out: 1000.',
  'spec.adaptiveConcurrency.gradientController.concurrencyLimitParams.concurrencyUpdateInterval':
    'How often the limit is computed anew. Left out: 100ms.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams':
    'The latency under little load (minimum round-trip time), which others are compared with.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.interval':
    'How often it is measured. 0s: never, `fixedMinRTT` holds. Left out: 30s, or never where `fixedMinRTT` is given.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.fixedMinRTT':
    'A fixed value, for when it is not measured.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.requestCount':
    'Requests that are measured each time. Left out: 50.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.jitter':
    'Random delay of each measurement, as a percentage of the interval at most. Left out: 15.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.minConcurrency':
    'Limit of requests in parallel while it is measured. Left out: 3.',
  'spec.adaptiveConcurrency.gradientController.minRTTCalcParams.buffer':
    'Percentage by which latencies may exceed it without lowering the limit. Left out: 25.',
  'spec.adaptiveConcurrency.concurrencyLimitExceededStatus': 'Status of refused requests. Left out: 503.',
  'spec.admissionControl':
    'Refuses a share of the requests (503) while too few succeed: the fewer succeed, the greater the share.',
  'spec.admissionControl.samplingWindow': 'Period over which the success rate is computed. Left out: 30s.',
  'spec.admissionControl.minSuccessRate':
    'Success rate, in percent, from which on no request is refused. Left out: 95.',
  'spec.admissionControl.rejectionAggression':
    'How fast the refused share grows below that rate: 1 is linear, more is faster. Left out: 1.',
  'spec.admissionControl.minRequestRate': 'Requests per second below which none is refused. Left out: 0.',
  'spec.admissionControl.maxRejectionPercent':
    'Percentage of the requests that may be refused. Left out: 80.',
  'spec.admissionControl.successCriteria':
    'What counts as a success. Left out: every response but errors of the server.',
  'spec.admissionControl.successCriteria.http': 'Successes of HTTP. Left out: statuses below 500.',
  'spec.admissionControl.successCriteria.http.statusCodes': 'Statuses that count as a success.',
  'spec.admissionControl.successCriteria.grpc': 'Successes of gRPC.',
  'spec.admissionControl.successCriteria.grpc.statusCodes': 'Statuses that count as a success.',
  'spec.bandwidthLimit':
    'Bandwidth limits: bytes of request and response bodies in a time. What is beyond waits.',
  'spec.bandwidthLimit.request': 'Limit for bodies of requests.',
  'spec.bandwidthLimit.request.limit': 'Bytes per unit of time.',
  'spec.bandwidthLimit.request.limit.value': 'The number of bytes.',
  'spec.bandwidthLimit.request.limit.unit': 'The unit of time.',
  'spec.bandwidthLimit.response': 'Limit for bodies of responses.',
  'spec.bandwidthLimit.response.limit': 'Bytes per unit of time.',
  'spec.bandwidthLimit.response.responseTrailers':
    'Adds trailers to responses that say how long bodies were delayed.',
  'spec.bandwidthLimit.response.responseTrailers.prefix': 'Prefix of the trailers’ names.',
  'spec.compression[]':
    'Compresses responses by an algorithm that the client accepts; the first of the list is preferred.',
  'spec.compression[].type': 'The algorithm.',
  'spec.compression[].minContentLength': 'Shorter responses are not compressed. Left out: 30 bytes.',
  'spec.compressor[]':
    'Compresses responses by an algorithm that the client accepts; the first of the list is preferred.',
  'spec.decompressor[]':
    'Decompresses bodies in these formats: of requests for backends, and of responses for clients.',
  'spec.decompressor[].type': 'The format.',
  'spec.defaultChildMergeType':
    '`mergeType` of more specific policies that give none. For policies about Gateways alone.',
  'spec.faultInjection': 'Fault injection: delays and failures on purpose, to see what clients make of them.',
  'spec.faultInjection.delay': 'Delays requests.',
  'spec.faultInjection.delay.fixedDelay': 'How long they are delayed.',
  'spec.faultInjection.delay.percentage': 'Percentage of the requests that are delayed.',
  'spec.faultInjection.abort': 'Answers requests in place of the backend.',
  'spec.faultInjection.abort.httpStatus': 'HTTP status of the answer. Either this or `grpcStatus`.',
  'spec.faultInjection.abort.grpcStatus': 'gRPC status of the answer. Either this or `httpStatus`.',
  'spec.faultInjection.abort.percentage': 'Percentage of the requests that are answered so.',
  'spec.httpUpgrade[]':
    'Protocols that requests may be upgraded to. Left out: `websocket`; a list without it allows none.',
  'spec.httpUpgrade[].type': 'Protocol, as in the header `Upgrade`, or `CONNECT`.',
  'spec.httpUpgrade[].connect': 'How CONNECT requests are handled.',
  'spec.httpUpgrade[].connect.terminate':
    'Ends the CONNECT request at the gateway and sends the bytes in it to the backend. Otherwise it is passed on as it is.',
  'spec.telemetry': 'Statistics and tracing of requests. Where spans are sent to, an EnvoyProxy says.',
  'spec.telemetry.metrics': 'Statistics.',
  'spec.telemetry.metrics.routeStatName':
    'Name under which each rule has statistics of its own. `%ROUTE_KIND%`, `%ROUTE_NAMESPACE%`, `%ROUTE_NAME%`, `%ROUTE_RULE_NAME%` and `%ROUTE_RULE_NUMBER%` are replaced.',
  'spec.telemetry.tracing':
    'Tracing of requests, in place of what the gateway’s EnvoyProxy says. Shares that are left out are 100 %.',
  ...within('spec.telemetry.tracing', tracedWords),
  'spec.rateLimit': 'Rate limits: how many requests a client, or all together, may send in a time.',
  ...within('spec.rateLimit', rateLimitWords),
  'spec.requestBuffer': 'Buffers the whole request before it goes to the backend.',
  'spec.requestBuffer.limit': 'Largest body. Longer requests are refused (413).',
  'spec.routingType':
    'Sends requests to the endpoints of Services, or to their cluster IP. Left out: as the EnvoyProxy says, else endpoints.',
  'spec.responseOverride[]':
    'Replaces responses, those of backends and those of the proxy. The first entry that matches decides.',
  ...within('spec.responseOverride[]', responseOverrideWords),
  'spec.useClientProtocol': 'Uses the same version of HTTP with the backend as the client uses.',
};
