import { type Words, within } from '../../reference/words.ts';

const settings: Words = {
  loadBalancer: 'How the endpoint of a request is chosen.',
  'loadBalancer.simple':
    'Load-balancing algorithm. Left out: `LEAST_REQUEST`, the less busy of two random endpoints.',
  'loadBalancer.consistentHash':
    'Sends requests with the same hash to the same endpoint. One of the four that can be hashed is required.',
  'loadBalancer.consistentHash.httpHeaderName': 'Header whose value is hashed.',
  'loadBalancer.consistentHash.httpCookie': 'Cookie whose value is hashed.',
  'loadBalancer.consistentHash.httpCookie.name': 'Name of the cookie.',
  'loadBalancer.consistentHash.httpCookie.path': 'Path of the cookie that clients are given.',
  'loadBalancer.consistentHash.httpCookie.ttl':
    'Clients without the cookie are given one that lasts this long; 0: until the browser closes. Left out: they are given none.',
  'loadBalancer.consistentHash.httpCookie.attributes[]':
    'Further attributes of the cookie that clients are given.',
  'loadBalancer.consistentHash.httpCookie.attributes[].name': 'Name of the attribute, such as `SameSite`.',
  'loadBalancer.consistentHash.httpCookie.attributes[].value': 'Value of the attribute, where it has one.',
  'loadBalancer.consistentHash.useSourceIp': 'Hashes the address of the client.',
  'loadBalancer.consistentHash.httpQueryParameterName': 'Query parameter whose value is hashed.',
  'loadBalancer.consistentHash.ringHash': 'Hashes onto a ring. So it is where nothing is given.',
  'loadBalancer.consistentHash.ringHash.minimumRingSize':
    'Least size of the ring. A larger one shares more evenly. Left out: 1024.',
  'loadBalancer.consistentHash.maglev': 'Hashes into a Maglev table.',
  'loadBalancer.consistentHash.maglev.tableSize':
    'Size of the table, a prime number. A larger one shares more evenly. Left out, or 0: 65537.',
  'loadBalancer.consistentHash.minimumRingSize': 'As `ringHash.minimumRingSize`, by its older name.',
  'loadBalancer.localityLbSetting':
    'Prefers endpoints in the zone of the proxy while they are well. As in Istio, it takes effect where `outlierDetection` is given, which says which are.',
  'loadBalancer.localityLbSetting.enabled': 'Whether it does.',
  'loadBalancer.localityLbSetting.distribute': 'Shares of zones. The own zone is not preferred then.',
  'loadBalancer.localityLbSetting.failoverPriority':
    'Labels by which endpoints are ordered. The own zone is not preferred then.',
  'loadBalancer.warmupDurationSecs': 'As `warmup.duration`, by its older name.',
  'loadBalancer.warmup': 'Raises the share of a new endpoint step by step (slow start).',
  'loadBalancer.warmup.duration': 'How long it takes until the endpoint gets its whole share.',
  'loadBalancer.warmup.minimumPercent':
    'Percentage of its share that the endpoint begins with. Left out: 10.',
  'loadBalancer.warmup.aggression':
    'How fast the share grows at first: 1 is linear, more is faster. Left out: 1.',
  connectionPool:
    'Connection pool: limits on what a proxy may have under way to the destination at once, and how connections are kept.',
  'connectionPool.tcp': 'Settings of connections.',
  'connectionPool.tcp.maxConnections': 'Connections, to all endpoints together. Left out: 1024.',
  'connectionPool.tcp.connectTimeout': 'How long it may take to connect to an endpoint. Left out: 10s.',
  'connectionPool.tcp.tcpKeepalive':
    'TCP keepalive: probes on idle connections, to find dead ones. Times are rounded to whole seconds.',
  'connectionPool.tcp.tcpKeepalive.probes': 'Unanswered probes after which the connection is closed.',
  'connectionPool.tcp.tcpKeepalive.time': 'Idle time before the first probe.',
  'connectionPool.tcp.tcpKeepalive.interval': 'Time between two probes.',
  'connectionPool.tcp.maxConnectionDuration': 'Age at which a connection is closed. Left out: any.',
  'connectionPool.http': 'Settings of requests.',
  'connectionPool.http.http1MaxPendingRequests':
    'Requests that wait for a connection, of any version of HTTP. Left out: 1024.',
  'connectionPool.http.http2MaxRequests': 'Requests in parallel, of any version of HTTP. Left out: 1024.',
  'connectionPool.http.maxRequestsPerConnection':
    'Requests after which a connection is closed. 0, or left out: any number.',
  'connectionPool.http.maxRetries': 'Retries in parallel. Left out: 1024.',
  'connectionPool.http.idleTimeout': 'How long a connection without requests is kept. Left out: 1h.',
  'connectionPool.http.useClientProtocol': 'Uses the same version of HTTP with endpoints as the client uses.',
  'connectionPool.http.maxConcurrentStreams': 'Streams (requests in parallel) on one connection of HTTP/2.',
  outlierDetection:
    'Outlier detection: ejects endpoints whose requests fail, so that they get none for a while.',
  'outlierDetection.splitExternalLocalOriginErrors':
    'Counts failures to reach an endpoint (refused, reset, timed out) apart from its error responses.',
  'outlierDetection.consecutiveLocalOriginFailures':
    'Failures to reach an endpoint, in a row, that eject it; if split. Left out: 5; 0: none do.',
  'outlierDetection.consecutiveGatewayErrors':
    'Responses of 502, 503 or 504 in a row that eject an endpoint. Left out, or 0: these are not counted apart.',
  'outlierDetection.consecutive5xxErrors':
    'Responses of 5xx in a row that eject an endpoint. Left out: 5; 0: none do.',
  'outlierDetection.consecutiveErrors': 'As `consecutive5xxErrors`, by its older name.',
  'outlierDetection.interval':
    'How often ejected endpoints are let back in. Errors in a row eject at once. Left out: 10s.',
  'outlierDetection.baseEjectionTime':
    'How long the first ejection of an endpoint lasts. Each further one lasts longer by as much. Left out: 30s.',
  'outlierDetection.maxEjectionPercent':
    'Percentage of the endpoints that may be ejected at once. Left out: 10.',
  'outlierDetection.minHealthPercent':
    'Where a smaller percentage of the endpoints is healthy, all are used (panic mode). 0: never. Left out: 50.',
  tls: 'TLS with endpoints. Left out: as other policies about the destination say.',
  'tls.mode':
    '`DISABLE`: the rule asks for no TLS. `SIMPLE`: TLS. `MUTUAL`: TLS with a client certificate. `ISTIO_MUTUAL` is not served: the destination is sent nothing.',
  'tls.credentialName':
    'Secret of this namespace with the CA certificates (`ca.crt`, also alone in a Secret `<name>-cacert`) and, for `MUTUAL`, the client certificate (`tls.crt`, `tls.key`). Left out: the CA certificates of the proxy’s system.',
  'tls.clientCertificate': 'A file on the proxy’s machine, which is not served: write a Secret.',
  'tls.privateKey': 'A file on the proxy’s machine, which is not served: write a Secret.',
  'tls.caCertificates':
    '`system`: the CA certificates of the proxy’s system. A file on the proxy’s machine is not served: write a Secret.',
  'tls.caCrl': 'A file on the proxy’s machine, which is not served.',
  'tls.subjectAltNames':
    'Names of which the certificate must have one, in place of those that the ServiceEntry gives.',
  'tls.sni': 'Server name (SNI), which the certificate must be for, too. Left out: the host of the request.',
  'tls.insecureSkipVerify': 'Does not verify certificates at all.',
};

const policy: Words = {
  ...settings,
  'portLevelSettings[]': 'Settings for one port, in place of all of the above.',
  'portLevelSettings[].port': 'The port.',
  'portLevelSettings[].port.number': 'Number of the port.',
  ...within('portLevelSettings[]', settings),
  proxyProtocol:
    'Sends the PROXY protocol to endpoints, ahead of TLS, so that they learn the address of the client.',
  'proxyProtocol.version': 'Version of the PROXY protocol.',
  tunnel: 'Not served: connections through a proxy (CONNECT).',
};

export const destinationRuleWords: Words = {
  '': 'Istio’s: says how all who use a destination use it: load balancing, connection pool, outlier detection, TLS.',
  'spec.host':
    'The destination: a host of a ServiceEntry, or a Service of this namespace by its short or its whole name.',
  'spec.exportTo': 'Namespaces that see the rule. It holds for whoever uses its host, whatever stands here.',
  'spec.workloadSelector':
    'Clients that the rule is for, by their labels. Gateways have no labels, so that such a rule holds for none.',
  'spec.workloadSelector.matchLabels':
    'Labels that the clients have. Without any, the rule is for all clients.',
  'spec.trafficPolicy': 'How the destination is used.',
  ...within('spec.trafficPolicy', policy),
  'spec.subsets[]':
    'Subsets: endpoints by their labels. A `fairlead.dev` Backend leads to one (`subset` of a member of its groups). Not of Services, the labels of whose endpoints are not known.',
  'spec.subsets[].name': 'Name of the subset.',
  'spec.subsets[].labels': 'Labels that the endpoints have. Without any, all endpoints are meant.',
  'spec.subsets[].trafficPolicy':
    'How the subset is used. A section that it leaves out (`loadBalancer`, `tls` …) holds as for the whole destination.',
  ...within('spec.subsets[].trafficPolicy', policy),
};
