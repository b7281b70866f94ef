import { type Words, within } from '../../reference/words.ts';

const slowStartWords: Words = {
  slowStartConfig: 'Slow start: the share of a new endpoint grows gradually.',
  'slowStartConfig.slowStartWindow': 'Time until the endpoint has its full share.',
  'slowStartConfig.aggression': 'How fast the share grows: 1 is linear, more is faster at first.',
  'slowStartConfig.minWeightPercent': 'Percentage of its share that the endpoint begins with; left out: 10.',
};

/** sslConfigWords are how an Upstream is spoken to over TLS. */
const sslConfigWords: Words = {
  secretRef:
    'Secret: the client certificate (`tls.crt`, `tls.key`), and the CA certificates that the host is verified with (`ca.crt`; without it, the system’s).',
  'secretRef.name': 'Name of the Secret.',
  'secretRef.namespace': 'Namespace of the Secret; another than the Upstream’s needs a ReferenceGrant there.',
  sslFiles: 'The same as files beside the proxy. Not served: such an object is not accepted.',
  sds: 'The same from a secret discovery service. Not served: such an object is not accepted.',
  sni: 'Server name (SNI) that is sent, and that the certificate must be for; left out: the host’s own.',
  verifySubjectAltName: 'Names of which the certificate must have one, in place of `sni`.',
  parameters: 'TLS versions and algorithms.',
  'parameters.minimumProtocolVersion': 'Lowest TLS version; left out: 1.2.',
  'parameters.maximumProtocolVersion': 'Highest TLS version; left out: 1.3.',
  'parameters.cipherSuites': 'Cipher suites, for TLS 1.2 and below.',
  'parameters.ecdhCurves': 'Curves of the key exchange (ECDH).',
  alpnProtocols: 'Protocols that are offered by ALPN; left out: those that fit the host’s protocol.',
  allowRenegotiation: 'Whether the host may renegotiate TLS on a connection.',
  oneWayTls: 'One-way TLS: no client certificate is shown, even where the Secret has one.',
};

const healthCheckWords: Words = {
  timeout: 'How long the answer to a check may take.',
  interval: 'Time between two checks.',
  unhealthyThreshold: 'Failures in a row after which an endpoint is unhealthy.',
  healthyThreshold: 'Successes in a row after which it is healthy again.',
  initialJitter: 'Maximum random delay before the first check.',
  intervalJitter: 'Maximum random time that is added to each interval.',
  intervalJitterPercent: 'The same, in percent of the interval.',
  noTrafficInterval: 'Time between two checks while the Upstream has had no traffic; left out: `interval`.',
  reuseConnection: 'Whether the connection is kept from one check to the next; left out: true.',
  httpHealthCheck: 'HTTP check.',
  'httpHealthCheck.path': 'Path of the request.',
  'httpHealthCheck.host': 'Host of the request.',
  'httpHealthCheck.method': 'Method of the request; left out: GET.',
  'httpHealthCheck.expectedStatuses[]': 'Ranges of status codes that count as healthy; left out: 200.',
  'httpHealthCheck.expectedStatuses[].start': 'First status code of the range.',
  'httpHealthCheck.expectedStatuses[].end': 'First status code beyond the range.',
  'httpHealthCheck.requestHeadersToAdd[]': 'Headers to add to the request.',
  'httpHealthCheck.requestHeadersToAdd[].header': 'The header.',
  'httpHealthCheck.requestHeadersToAdd[].header.key': 'Name of the header.',
  'httpHealthCheck.requestHeadersToAdd[].header.value': 'Value of the header.',
  'httpHealthCheck.requestHeadersToAdd[].append':
    'Whether it is added beside headers of the same name; false: it replaces them.',
  'httpHealthCheck.requestHeadersToRemove': 'Names of headers to remove.',
  tcpHealthCheck: 'TCP check.',
  'tcpHealthCheck.send': 'Payload to send; left out: it is enough to connect.',
  'tcpHealthCheck.send.text': 'Bytes, as pairs of hexadecimal digits.',
  'tcpHealthCheck.receive[]':
    'Payloads that the answer must contain, in this order; left out: none is needed.',
  'tcpHealthCheck.receive[].text': 'Bytes, as pairs of hexadecimal digits.',
  grpcHealthCheck: 'gRPC check, by the standard health service.',
  'grpcHealthCheck.serviceName':
    'Name of the service whose health is asked for; left out: that of the server as a whole.',
  'grpcHealthCheck.authority': 'Authority (host) of the call.',
};

/** upstreamSettingsWords are what gloo's Upstream says beside its type. */
export const upstreamSettingsWords: Words = {
  'spec.circuitBreakers':
    'Circuit breakers: limits that each proxy keeps by itself. Requests beyond them are answered with 503.',
  'spec.circuitBreakers.maxConnections': 'Maximum number of connections; left out: 1024.',
  'spec.circuitBreakers.maxPendingRequests':
    'Maximum number of requests that wait for a connection; left out: 1024.',
  'spec.circuitBreakers.maxRequests': 'Maximum number of requests in parallel; left out: 1024.',
  'spec.circuitBreakers.maxRetries': 'Maximum number of retries in parallel; left out: 1024.',
  'spec.connectionConfig': 'Connections to the Upstream.',
  'spec.connectionConfig.connectTimeout': 'How long it may take to open a connection; left out: 10s.',
  'spec.connectionConfig.maxRequestsPerConnection':
    'Maximum number of requests on a connection; 0: no limit.',
  'spec.connectionConfig.perConnectionBufferLimitBytes':
    'Limit of a connection’s buffers, in bytes; when they are full, the sender is held up.',
  'spec.connectionConfig.tcpKeepalive': 'TCP keepalive: finds connections whose other side is gone.',
  'spec.connectionConfig.tcpKeepalive.keepaliveProbes':
    'Unanswered probes after which a connection is closed.',
  'spec.connectionConfig.tcpKeepalive.keepaliveTime':
    'How long a connection must be idle before the first probe.',
  'spec.connectionConfig.tcpKeepalive.keepaliveInterval': 'Time between two probes.',
  'spec.connectionConfig.commonHttpProtocolOptions': 'Connections that carry HTTP requests.',
  'spec.connectionConfig.commonHttpProtocolOptions.idleTimeout':
    'How long a connection without requests is kept; 0s: no limit.',
  'spec.connectionConfig.commonHttpProtocolOptions.maxHeadersCount':
    'Maximum number of headers of an answer; one with more fails.',
  'spec.connectionConfig.commonHttpProtocolOptions.maxStreamDuration':
    'Maximum duration of a request with its answer; 0s: no limit.',
  'spec.connectionConfig.http1ProtocolOptions': 'HTTP/1.1, where the Upstream is spoken to in it.',
  'spec.connectionConfig.http1ProtocolOptions.enableTrailers':
    'Passes trailers on; otherwise they are dropped.',
  'spec.connectionConfig.http1ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage':
    'An invalid answer fails its own request alone, instead of the connection.',
  'spec.connectionConfig.http1ProtocolOptions.preserveCaseHeaderKeyFormat':
    'Keeps the case in which the client wrote header names; otherwise they are in lower case.',
  'spec.connectionConfig.http1ProtocolOptions.properCaseHeaderKeyFormat':
    'Writes each word of a header name with a capital, such as `Content-Type`.',
  'spec.dnsRefreshRate': 'Time between two DNS lookups of the hosts’ names.',
  'spec.respectDnsTtl':
    'Looks a name up again when the TTL of its record ends, instead of by `dnsRefreshRate`.',
  'spec.healthChecks[]':
    'Active health checks: endpoints are asked for their health. Only the first one holds.',
  ...within('spec.healthChecks[]', healthCheckWords),
  'spec.useHttp2': 'Speaks HTTP/2 to the Upstream; false: HTTP/1.1.',
  'spec.initialConnectionWindowSize': 'HTTP/2: initial flow-control window of a connection, in bytes.',
  'spec.initialStreamWindowSize': 'HTTP/2: initial flow-control window of a stream, in bytes.',
  'spec.maxConcurrentStreams': 'HTTP/2: maximum number of concurrent streams on a connection.',
  'spec.overrideStreamErrorOnInvalidHttpMessage':
    'HTTP/2: an invalid message ends its own stream alone, instead of the connection.',
  'spec.loadBalancerConfig':
    'Load balancing: how the endpoint for a request is chosen; left out: by least request.',
  'spec.loadBalancerConfig.healthyPanicThreshold':
    'Panic threshold: below this percentage of healthy endpoints all are used, healthy or not; 0: never. Left out: 50.',
  'spec.loadBalancerConfig.roundRobin': 'Round robin: endpoints in turn.',
  ...within('spec.loadBalancerConfig.roundRobin', slowStartWords),
  'spec.loadBalancerConfig.leastRequest':
    'Least request: of some endpoints chosen at random, the one with the fewest active requests.',
  'spec.loadBalancerConfig.leastRequest.choiceCount': 'Number of endpoints chosen at random; left out: 2.',
  ...within('spec.loadBalancerConfig.leastRequest', slowStartWords),
  'spec.loadBalancerConfig.random': 'An endpoint chosen at random.',
  'spec.loadBalancerConfig.ringHash':
    'Ring hash: consistent hashing on a ring. What of a request is hashed, `lbHash` of a RouteOption says.',
  'spec.loadBalancerConfig.ringHash.ringHashConfig': 'Size of the ring.',
  'spec.loadBalancerConfig.ringHash.ringHashConfig.minimumRingSize': 'Minimum number of entries on the ring.',
  'spec.loadBalancerConfig.ringHash.ringHashConfig.maximumRingSize': 'Maximum number of entries on the ring.',
  'spec.loadBalancerConfig.maglev':
    'Maglev: consistent hashing by a lookup table. What of a request is hashed, `lbHash` of a RouteOption says.',
  'spec.outlierDetection':
    'Outlier detection: endpoints that fail are ejected from load balancing for a time.',
  'spec.outlierDetection.interval': 'Time between two evaluations of the endpoints; left out: 10s.',
  'spec.outlierDetection.baseEjectionTime':
    'How long an endpoint is ejected, times the number of times that it has been ejected; left out: 30s.',
  'spec.outlierDetection.maxEjectionPercent':
    'Maximum share of endpoints that are ejected at a time, in percent; left out: 10.',
  'spec.outlierDetection.consecutive5xx':
    'Consecutive 5xx answers for which an endpoint is ejected; 0: it is not. Left out: 5.',
  'spec.outlierDetection.consecutiveGatewayFailure':
    'Consecutive answers of 502, 503 or 504 for which an endpoint is ejected; left out: it is not.',
  'spec.outlierDetection.consecutiveLocalOriginFailure':
    'Consecutive errors of local origin for which an endpoint is ejected, where they are counted apart.',
  'spec.outlierDetection.splitExternalLocalOriginErrors':
    'Counts errors of local origin (failed connections, timeouts) apart from errors that endpoints answer with.',
  'spec.outlierDetection.successRateMinimumHosts':
    'Success rate: minimum number of endpoints with enough requests; with fewer, it ejects none. Left out: 5.',
  'spec.outlierDetection.successRateRequestVolume':
    'Success rate: minimum number of requests to an endpoint in an interval for it to be judged. Left out: 100.',
  'spec.outlierDetection.successRateStdevFactor':
    'Success rate: how far below the mean, in thousandths of a standard deviation. Left out: 1900.',
  'spec.outlierDetection.enforcingConsecutive5xx':
    'Probability that an endpoint is ejected for consecutive 5xx answers, in percent; left out: 100.',
  'spec.outlierDetection.enforcingConsecutiveGatewayFailure':
    'The same for `consecutiveGatewayFailure`; left out: 100 where that is given.',
  'spec.outlierDetection.enforcingConsecutiveLocalOriginFailure':
    'The same for consecutive errors of local origin.',
  'spec.outlierDetection.enforcingSuccessRate': 'The same for the success rate.',
  'spec.outlierDetection.enforcingLocalOriginSuccessRate':
    'The same for the success rate of local origin, where such errors are counted apart.',
  'spec.preconnectPolicy': 'Preconnecting: opens connections ahead of need.',
  'spec.preconnectPolicy.perUpstreamPreconnectRatio':
    'Connections to each endpoint, as a multiple of those that its requests need.',
  'spec.preconnectPolicy.predictivePreconnectRatio':
    'Connections to all endpoints together, as a multiple of those that requests need.',
  'spec.protocolSelection': '`USE_DOWNSTREAM_PROTOCOL`: speaks the version of HTTP that the client speaks.',
  'spec.proxyProtocolVersion':
    'Sends the PROXY protocol in this version, which tells the Upstream the client’s address.',
  'spec.sslConfig': 'TLS to the Upstream. A BackendTLSPolicy about it goes before it.',
  ...within('spec.sslConfig', sslConfigWords),
  'spec.httpProxyHostname':
    'Host that is reached through the Upstream by CONNECT. Not served: such an object is not accepted.',
};
