import { type Words, within } from '../../reference/words.ts';

const slowStartWords: Words = {
  slowStartConfig: 'New endpoints come to their share by and by.',
  'slowStartConfig.slowStartWindow': 'In so long.',
  'slowStartConfig.aggression': 'How fast at first: 1 is in proportion to the time.',
  'slowStartConfig.minWeightPercent': 'With so many percent of it they begin.',
};

/** sslConfigWords are how an Upstream is spoken to over TLS. */
const sslConfigWords: Words = {
  secretRef:
    'A Secret: the key pair that is shown (`tls.crt`, `tls.key`) and whose certificates are believed (`ca.crt`; without it, whom the system believes).',
  'secretRef.name': 'Its name.',
  'secretRef.namespace': 'Its namespace; another than the Upstream’s needs a ReferenceGrant there.',
  sslFiles: 'The same as files beside the proxy: not served, so that such an object is not accepted.',
  sds: 'The same from a secret discovery service: not served, so that such an object is not accepted.',
  sni: 'The name that is asked for, and that the certificate must be for; left out: the host’s own.',
  verifySubjectAltName: 'Names of which the certificate must have one, in the place of `sni`.',
  parameters: 'What of TLS is spoken.',
  'parameters.minimumProtocolVersion': 'The least version; left out: 1.2.',
  'parameters.maximumProtocolVersion': 'The greatest version; left out: 1.3.',
  'parameters.cipherSuites': 'Ciphers, for versions before 1.3.',
  'parameters.ecdhCurves': 'Curves.',
  alpnProtocols: 'What is offered to be spoken within; left out: what fits the host.',
  allowRenegotiation: 'The host may ask to agree anew in the middle of a connection.',
  oneWayTls: 'Shows no certificate, whatever the Secret holds.',
};

const healthCheckWords: Words = {
  timeout: 'How long an answer may take.',
  interval: 'How often.',
  unhealthyThreshold: 'So many failures in a row take an endpoint out.',
  healthyThreshold: 'So many successes in a row bring it back.',
  initialJitter: 'Up to how much later, by chance, the first is.',
  intervalJitter: 'Up to how much later each is.',
  intervalJitterPercent: 'The same, in percent of the interval.',
  noTrafficInterval: 'How often while nobody has sent anything.',
  reuseConnection: 'Keeps the connection between two of them; left out: yes.',
  httpHealthCheck: 'By HTTP.',
  'httpHealthCheck.path': 'The path.',
  'httpHealthCheck.host': 'The host that is asked for.',
  'httpHealthCheck.method': 'The method; left out: GET.',
  'httpHealthCheck.expectedStatuses[]': 'Statuses that are well; left out: 200.',
  'httpHealthCheck.expectedStatuses[].start': 'From this one on.',
  'httpHealthCheck.expectedStatuses[].end': 'And below this one.',
  'httpHealthCheck.requestHeadersToAdd[]': 'Headers of the question.',
  'httpHealthCheck.requestHeadersToAdd[].header': 'One of them.',
  'httpHealthCheck.requestHeadersToAdd[].header.key': 'Its name.',
  'httpHealthCheck.requestHeadersToAdd[].header.value': 'Its value.',
  'httpHealthCheck.requestHeadersToAdd[].append':
    'Stands beside what there is of that name; false: in its place.',
  'httpHealthCheck.requestHeadersToRemove': 'Names of headers that go.',
  tcpHealthCheck: 'By a connection.',
  'tcpHealthCheck.send': 'What is sent.',
  'tcpHealthCheck.send.text': 'Bytes, as pairs of hexadecimal digits.',
  'tcpHealthCheck.receive[]':
    'What must come, one after the other; left out: that there is a connection is enough.',
  'tcpHealthCheck.receive[].text': 'Bytes, as pairs of hexadecimal digits.',
  grpcHealthCheck: 'By gRPC’s own health service.',
  'grpcHealthCheck.serviceName': 'The service that is asked about.',
  'grpcHealthCheck.authority': 'The host that is asked for.',
};

/** upstreamSettingsWords are what gloo's Upstream says beside its type. */
export const upstreamSettingsWords: Words = {
  'spec.circuitBreakers': 'Bounds what a proxy asks of it at once.',
  'spec.circuitBreakers.maxConnections': 'Connections.',
  'spec.circuitBreakers.maxPendingRequests': 'Requests that wait for one.',
  'spec.circuitBreakers.maxRequests': 'Requests under way.',
  'spec.circuitBreakers.maxRetries': 'Retries under way.',
  'spec.connectionConfig': 'How connections to it are made and kept.',
  'spec.connectionConfig.connectTimeout': 'How long one may take to be made.',
  'spec.connectionConfig.maxRequestsPerConnection': 'How many requests one carries; 0: any number.',
  'spec.connectionConfig.perConnectionBufferLimitBytes':
    'Bytes that may wait in one before its sender is held up.',
  'spec.connectionConfig.tcpKeepalive': 'Finds connections that died without a word.',
  'spec.connectionConfig.tcpKeepalive.keepaliveProbes': 'How many probes may stay unanswered.',
  'spec.connectionConfig.tcpKeepalive.keepaliveTime': 'How long nothing must have come before the first.',
  'spec.connectionConfig.tcpKeepalive.keepaliveInterval': 'How long from one to the next.',
  'spec.connectionConfig.commonHttpProtocolOptions': 'The same where they carry requests.',
  'spec.connectionConfig.commonHttpProtocolOptions.idleTimeout': 'How long one without requests is kept.',
  'spec.connectionConfig.commonHttpProtocolOptions.maxHeadersCount':
    'Headers of an answer; one with more fails.',
  'spec.connectionConfig.commonHttpProtocolOptions.maxStreamDuration':
    'How long a request and its answer may take.',
  'spec.connectionConfig.http1ProtocolOptions': 'How HTTP/1.1 is spoken, where it is.',
  'spec.connectionConfig.http1ProtocolOptions.enableTrailers': 'Passes trailers on.',
  'spec.connectionConfig.http1ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage':
    'A malformed answer ends its request alone, and not the connection.',
  'spec.connectionConfig.http1ProtocolOptions.preserveCaseHeaderKeyFormat':
    'Names of headers are written as the client wrote them.',
  'spec.connectionConfig.http1ProtocolOptions.properCaseHeaderKeyFormat':
    'Each word of them begins with a capital.',
  'spec.dnsRefreshRate': 'How often its names are looked up.',
  'spec.respectDnsTtl': 'As often as their records say.',
  'spec.healthChecks[]': 'Asks endpoints whether they are well. The first one holds.',
  ...within('spec.healthChecks[]', healthCheckWords),
  'spec.useHttp2': 'Speaks HTTP/2 to it; false: HTTP/1.1.',
  'spec.initialConnectionWindowSize':
    'Of HTTP/2: bytes that a connection may be sent before it says that it read them.',
  'spec.initialStreamWindowSize': 'The same for a stream.',
  'spec.maxConcurrentStreams': 'Of HTTP/2: streams at once on a connection.',
  'spec.overrideStreamErrorOnInvalidHttpMessage':
    'Of HTTP/2: a malformed message ends its stream alone, and not the connection.',
  'spec.loadBalancerConfig': 'How the endpoint of a request is chosen.',
  'spec.loadBalancerConfig.healthyPanicThreshold':
    'Where fewer in a hundred are healthy, all are asked; 0: never. Left out: 50.',
  'spec.loadBalancerConfig.roundRobin': 'One after the other.',
  ...within('spec.loadBalancerConfig.roundRobin', slowStartWords),
  'spec.loadBalancerConfig.leastRequest':
    'The one with the fewest requests under way, of some chosen by chance.',
  'spec.loadBalancerConfig.leastRequest.choiceCount': 'Of how many; left out: 2.',
  ...within('spec.loadBalancerConfig.leastRequest', slowStartWords),
  'spec.loadBalancerConfig.random': 'Any.',
  'spec.loadBalancerConfig.ringHash':
    'What hashes alike stays together, on a ring. What is hashed, a RouteOption says.',
  'spec.loadBalancerConfig.ringHash.ringHashConfig': 'The ring.',
  'spec.loadBalancerConfig.ringHash.ringHashConfig.minimumRingSize': 'How many places it has at least.',
  'spec.loadBalancerConfig.ringHash.ringHashConfig.maximumRingSize': 'And at most.',
  'spec.loadBalancerConfig.maglev':
    'What hashes alike stays together, by a table. What is hashed, a RouteOption says.',
  'spec.outlierDetection': 'Leaves endpoints out for a while that fail requests.',
  'spec.outlierDetection.interval': 'How often that is looked at.',
  'spec.outlierDetection.baseEjectionTime': 'For how long, times how often it was left out.',
  'spec.outlierDetection.maxEjectionPercent': 'At most so many in a hundred.',
  'spec.outlierDetection.consecutive5xx': 'So many failures in a row; 0: never for that.',
  'spec.outlierDetection.consecutiveGatewayFailure': 'So many answers of 502, 503 or 504 in a row.',
  'spec.outlierDetection.consecutiveLocalOriginFailure': 'So many connections in a row that fail.',
  'spec.outlierDetection.splitExternalLocalOriginErrors':
    'Connections that fail are counted apart from answers that are failures.',
  'spec.outlierDetection.successRateMinimumHosts':
    'Endpoints are compared where so many have requests enough.',
  'spec.outlierDetection.successRateRequestVolume': 'So many in an interval are enough.',
  'spec.outlierDetection.successRateStdevFactor':
    'Left out are those below the mean by so many thousandths of a standard deviation.',
  'spec.outlierDetection.enforcingConsecutive5xx':
    'How many in a hundred of those with failures in a row are left out; left out: all.',
  'spec.outlierDetection.enforcingConsecutiveGatewayFailure':
    'The same of `consecutiveGatewayFailure`; left out: all, where that is written.',
  'spec.outlierDetection.enforcingConsecutiveLocalOriginFailure': 'The same of connections that fail.',
  'spec.outlierDetection.enforcingSuccessRate': 'The same of those that are compared.',
  'spec.outlierDetection.enforcingLocalOriginSuccessRate': 'The same of connections.',
  'spec.preconnectPolicy': 'Makes connections ahead of need.',
  'spec.preconnectPolicy.perUpstreamPreconnectRatio': 'For each endpoint, as a multiple of those in use.',
  'spec.preconnectPolicy.predictivePreconnectRatio': 'For all together.',
  'spec.protocolSelection': '`USE_DOWNSTREAM_PROTOCOL` speaks the version of HTTP that the client speaks.',
  'spec.proxyProtocolVersion': 'Tells it the client’s address ahead of the connection’s bytes, in this form.',
  'spec.sslConfig': 'Speaks TLS to it. Where a BackendTLSPolicy is about it, that holds instead.',
  ...within('spec.sslConfig', sslConfigWords),
  'spec.httpProxyHostname':
    'A host that is asked for by way of it (CONNECT): not served, so that such an object is not accepted.',
};
