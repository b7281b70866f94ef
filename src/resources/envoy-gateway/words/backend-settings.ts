import { type Words, within } from '../../reference/words.ts';
import { http2Words, keepaliveWords } from './policy-parts.ts';

/** healthCheckLogWords are those of what is written down of health checks. */
export const healthCheckLogWords: Words = {
  'sinks[]': 'Where events are written.',
  'sinks[].type': 'Kind of sink.',
  'sinks[].file': 'A file on the proxy’s machine.',
  'sinks[].file.path': '`/dev/stdout`, `/dev/stderr` or `/dev/null`. Any other path has no effect.',
  matches:
    'What is logged besides changes of health, which always are: every failed check (`Failure`), every passed one (`Success`).',
};

const healthCheck: Words = {
  active:
    'Active health checks: the proxy asks each endpoint at intervals, and sends no requests to those that fail.',
  'active.type': 'Kind of check. Left out: that of `http`, `tcp` and `grpc` which is given.',
  'active.timeout':
    'How long an endpoint may take to answer; without an answer by then the check has failed.',
  'active.interval': 'Time between two checks of an endpoint.',
  'active.initialJitter':
    'The first check waits a random time up to this long, so that not all endpoints are checked at once.',
  'active.unhealthyThreshold':
    'Failed checks in a row after which an endpoint is unhealthy. A wrong status counts as one failure.',
  'active.healthyThreshold': 'Passed checks in a row after which an unhealthy endpoint is healthy again.',
  'active.http': 'HTTP checks: the request that is sent, and what must be answered.',
  'active.http.hostname':
    '`Host` of the check. Left out: the name asked for over TLS, the Backend’s `hostname`, or `<name>.<namespace>`.',
  'active.http.path': 'Path of the check.',
  'active.http.method': 'Method of the check. Left out: `GET`.',
  'active.http.expectedStatuses': 'Statuses that pass the check. Left out: 200 alone.',
  'active.http.expectedResponse': 'What the body of the answer must contain.',
  'active.http.expectedResponse.type': 'Which of the two fields below holds it.',
  'active.http.expectedResponse.text': 'The content as text.',
  'active.http.expectedResponse.binary': 'The content as bytes.',
  'active.http.requestBody': 'Body that is sent with the check.',
  'active.tcp': 'TCP checks. Without `send` and `receive`, an endpoint that accepts connections passes.',
  'active.tcp.send': 'What is sent once connected.',
  'active.tcp.receive': 'What must come back.',
  'active.grpc': 'gRPC checks: calls of `grpc.health.v1.Health`.',
  'active.grpc.service': 'Service whose health is asked for. Left out: the server as a whole.',
  'active.overrides': 'Sends checks elsewhere than requests.',
  'active.overrides.port': 'Port for checks. Left out: the endpoint’s own.',
  'active.healthCheckLog': 'Logs when endpoints become healthy and unhealthy.',
  ...within('active.healthCheckLog', healthCheckLogWords),
  passive: 'Outlier detection: ejects endpoints whose requests fail, so that they get none for a while.',
  'passive.interval':
    'How often ejected endpoints are let back in and failure percentages are compared. Errors in a row eject at once.',
  'passive.baseEjectionTime':
    'How long the first ejection of an endpoint lasts. Each further one lasts longer by as much.',
  'passive.maxEjectionPercent': 'Percentage of the endpoints that may be ejected at once.',
  'passive.consecutive5XxErrors':
    'Responses of 5xx in a row that eject an endpoint. Failed connections count too, unless they are split off.',
  'passive.consecutiveGatewayErrors':
    'Responses of 502, 503 or 504 in a row that eject an endpoint. Left out: these are not counted apart.',
  'passive.splitExternalLocalOriginErrors':
    'Counts failures to reach an endpoint (refused, reset, timed out) apart from its error responses.',
  'passive.consecutiveLocalOriginFailures':
    'Failures to reach an endpoint, in a row, that eject it. Only with `splitExternalLocalOriginErrors`.',
  'passive.failurePercentageThreshold':
    'Percentage of failed requests in an interval that ejects an endpoint. Needs 5 endpoints with 50 requests each.',
  'passive.alwaysEjectOneEndpoint':
    'One endpoint may be ejected even where `maxEjectionPercent` comes to less than one.',
  panicThreshold:
    'Where a smaller percentage of the endpoints is healthy, all are used (panic mode). 0: never. Left out: 50.',
};

const loadBalancer: Words = {
  type: 'Load-balancing algorithm. `LeastRequest`: the less busy of two random endpoints; `ConsistentHash`: Maglev.',
  consistentHash: 'Sends requests with the same hash to the same endpoint, for type `ConsistentHash`.',
  'consistentHash.type': 'What is hashed.',
  'consistentHash.header': 'Header whose value is hashed, for type `Header`.',
  'consistentHash.header.name': 'Name of the header.',
  'consistentHash.headers[]': 'Headers whose values are hashed together, for type `Headers`.',
  'consistentHash.cookie': 'Cookie whose value is hashed, for type `Cookie`.',
  'consistentHash.cookie.name': 'Name of the cookie.',
  'consistentHash.cookie.ttl':
    'Clients without the cookie are given one that lasts this long; 0: until the browser closes. Left out: they are given none.',
  'consistentHash.cookie.attributes':
    'Further attributes of the cookie that clients are given, such as `SameSite: Lax`.',
  'consistentHash.queryParams[]':
    'Query parameters whose values are hashed together, for type `QueryParams`.',
  'consistentHash.queryParams[].name': 'Name of the query parameter.',
  'consistentHash.tableSize':
    'Size of the Maglev table, a prime number. A larger one shares more evenly. Left out: 65537.',
  backendUtilization: 'Weights endpoints by the load that they report (ORCA), for type `BackendUtilization`.',
  'backendUtilization.blackoutPeriod':
    'How long an endpoint must have reported its load before the reports count. Left out: 10s.',
  'backendUtilization.weightExpirationPeriod':
    'How long a report counts where no newer one comes. Left out: 3m.',
  'backendUtilization.weightUpdatePeriod': 'How often weights are computed anew. Left out: 1s.',
  'backendUtilization.errorUtilizationPenaltyPercent':
    'How much the error rate adds to the utilization: with 100, half of all requests failing adds 0.5. Left out: 100.',
  'backendUtilization.metricNamesForComputingUtilization':
    'Metrics, such as `named_metrics.queue`, that count where no application utilization is reported. Left out: the CPU’s.',
  'backendUtilization.keepResponseHeaders':
    'Leaves the endpoint’s load report (`endpoint-load-metrics`) in the response to the client.',
  'backendUtilization.outOfBand':
    'Asks endpoints for reports by a call of their own. Left out: reports come with responses.',
  'backendUtilization.outOfBand.reportingPeriod': 'How often endpoints are asked to report. Left out: 10s.',
  'backendUtilization.outOfBand.port': 'Port to ask for reports. Left out: that of requests.',
  'backendUtilization.outOfBand.authority': '`:authority` of that call.',
  endpointOverride:
    'A request may name its endpoint in a header. Where there is no such endpoint, `type` decides.',
  'endpointOverride.extractFrom[]': 'Headers to look into, in this order.',
  'endpointOverride.extractFrom[].header': 'Name of the header, whose value is `address:port`.',
  zoneAware: 'Chooses among endpoints by the zone that they are in.',
  'zoneAware.preferLocal':
    'Sends as much as possible to the proxy’s own zone, while all endpoints still get an even share.',
  'zoneAware.preferLocal.minEndpointsThreshold':
    'With fewer endpoints than this in the cluster, zones do not count.',
  'zoneAware.preferLocal.percentageEnabled':
    'Percentage of the requests that are routed by zone. Left out: 100.',
  'zoneAware.preferLocal.force': 'Keeps all requests in the own zone, whatever share its endpoints then get.',
  'zoneAware.preferLocal.force.minEndpointsInZoneThreshold':
    'With fewer endpoints than this in the own zone, requests are spread as without `force`.',
  'zoneAware.weightedZones[]': 'Shares of zones by weight. A zone that is not listed has weight 1.',
  'zoneAware.weightedZones[].zone': 'Name of the zone.',
  'zoneAware.weightedZones[].weight': 'Its share of the sum of all weights; 0 gets nothing.',
  slowStart: 'Raises the share of a new endpoint step by step.',
  'slowStart.window': 'How long it takes until the endpoint gets its whole share.',
};

const retry: Words = {
  numRetries: 'Retries after the first attempt, at most.',
  numAttemptsPerPriority: 'Attempts at one priority level before the next one (a fallback) is tried.',
  retryOn:
    'What is retried. Left out: failed connections, refused streams, 503 (502 to 504 in calls), `unavailable`, `cancelled`.',
  'retryOn.triggers': 'Conditions, by Envoy’s names. They take the place of all that is retried otherwise.',
  'retryOn.httpStatusCodes':
    'Statuses that are retried, in place of 503. Beside `triggers` only where `retriable-status-codes` is one of them.',
  perRetry: 'Limits of each attempt.',
  'perRetry.timeout': 'How long one attempt may take.',
  'perRetry.backOff': 'Wait before each retry: exponential, with jitter.',
  'perRetry.backOff.baseInterval': 'Base of the wait, which grows with each retry. Left out: 25ms.',
  'perRetry.backOff.maxInterval': 'Longest wait. Left out: ten times `baseInterval`.',
};

/** dnsWords are how names are looked up. */
export const dnsWords: Words = {
  dnsRefreshRate: 'Time between two lookups, where the TTL of the answer does not say it. Left out: 30s.',
  respectDnsTtl: 'Looks names up again when the TTL of the answer ends. Left out: true.',
  lookupFamily:
    'Which addresses are taken: one family, one before the other (`…Preferred`), or both. Left out: `IPv4Preferred`.',
  failureRefresh: 'How soon a failed lookup is repeated. Fairlead’s own.',
  'failureRefresh.baseInterval': 'Wait after the first failure; it grows with each further one.',
  'failureRefresh.maxInterval': 'Longest wait. Left out: ten times `baseInterval`.',
  type: '`Strict`, or left out: each address is an endpoint. `Logical`, for a single name: the name is; connections outlast its addresses. Fairlead’s own.',
};

/** backendSettingsWords are Envoy Gateway's ClusterSettings: how a backend is used, wherever that can be said. */
export const backendSettingsWords: Words = {
  circuitBreaker:
    'Circuit breakers: what a proxy may have under way to a backend at once. Requests beyond a limit are answered with 503.',
  'circuitBreaker.maxConnections': 'Connections, to all endpoints together. Left out: 1024.',
  'circuitBreaker.maxPendingRequests': 'Requests that wait for a connection. Left out: 1024.',
  'circuitBreaker.maxParallelRequests': 'Requests in parallel. Left out: 1024.',
  'circuitBreaker.maxParallelRetries': 'Retries in parallel. Left out: 1024.',
  'circuitBreaker.maxRequestsPerConnection':
    'Requests after which a connection is closed. Left out: any number.',
  'circuitBreaker.perEndpoint': 'Limits for each endpoint.',
  'circuitBreaker.perEndpoint.maxConnections': 'Connections to one endpoint.',
  'circuitBreaker.retryBudget':
    'Limits retries in parallel to a share of the requests under way. Goes before `maxParallelRetries`.',
  'circuitBreaker.retryBudget.percent': 'The share, as a fraction. Left out: 20 of 100.',
  'circuitBreaker.retryBudget.percent.numerator': 'Numerator of the share.',
  'circuitBreaker.retryBudget.percent.denominator': 'Denominator of the share.',
  'circuitBreaker.retryBudget.minRetryConcurrency':
    'Retries in parallel that are always allowed. Left out: 3.',
  connection: 'Buffers of connections, and connections that are opened ahead of requests.',
  'connection.bufferLimit':
    'Bytes that the proxy buffers for a connection before it stops reading. Left out: 32Ki.',
  'connection.socketBufferLimit': 'Size of the kernel’s send and receive buffer of a connection, in bytes.',
  'connection.preconnect': 'Opens connections before requests need them.',
  'connection.preconnect.perEndpointPercent':
    'Connections to an endpoint, as a percentage of what its requests need: with 150, two requests have room for three.',
  'connection.preconnect.predictivePercent':
    'Connections to the endpoints that are next to be chosen, as a percentage of what all requests to the cluster need.',
  dns: 'How host names of endpoints are looked up.',
  ...within('dns', dnsWords),
  healthCheck: 'Health checks: active, passive (outlier detection), or both.',
  ...within('healthCheck', healthCheck),
  http2: 'HTTP/2 with endpoints.',
  ...within('http2', http2Words),
  loadBalancer: 'How the endpoint of a request is chosen. Left out: `LeastRequest`.',
  ...within('loadBalancer', loadBalancer),
  proxyProtocol:
    'Sends the PROXY protocol to endpoints, ahead of TLS, so that they learn the address of the client.',
  'proxyProtocol.version': 'Version of the PROXY protocol.',
  retry: 'Retries of failed requests, at another endpoint where there is one.',
  ...within('retry', retry),
  tcpKeepalive:
    'TCP keepalive: probes on idle connections, to find dead ones. Times are rounded to whole seconds.',
  ...within('tcpKeepalive', keepaliveWords),
  timeout: 'Timeouts. 0 is no limit.',
  'timeout.tcp': 'Timeouts of connections.',
  'timeout.tcp.connectTimeout': 'How long it may take to connect to an endpoint. Left out: 10s.',
  'timeout.http': 'Timeouts of requests, and of connections that carry them.',
  'timeout.http.requestTimeout':
    'How long the response may take after the request, with all retries. Left out: on HTTPRoutes 15s, on GRPCRoutes any time.',
  'timeout.http.streamIdleTimeout':
    'How long nothing may be sent either way. Left out: 5m on HTTPRoutes without a request timeout, else 1h at least.',
  'timeout.http.connectionIdleTimeout': 'How long a connection without requests is kept. Left out: 1h.',
  'timeout.http.maxConnectionDuration': 'Age at which a connection is closed. Left out: any.',
  'timeout.http.maxStreamDuration':
    'How long request and response may take together, with all retries; on a backend, and for calls, each attempt.',
};
