import { type Words, within } from '../../reference/words.ts';

const settings: Words = {
  loadBalancer: 'How the endpoint of a request is chosen.',
  'loadBalancer.simple': 'By what; left out: the less busy of two.',
  'loadBalancer.consistentHash': 'Keeps what is alike with one endpoint.',
  'loadBalancer.consistentHash.httpHeaderName': 'By this header.',
  'loadBalancer.consistentHash.httpCookie': 'By this cookie.',
  'loadBalancer.consistentHash.httpCookie.name': 'Its name.',
  'loadBalancer.consistentHash.httpCookie.path': 'Its path, where one is made.',
  'loadBalancer.consistentHash.httpCookie.ttl':
    'How long it is kept: where a client has none, it is given one.',
  'loadBalancer.consistentHash.useSourceIp': 'By the address of the client.',
  'loadBalancer.consistentHash.httpQueryParameterName': 'By this parameter of the query.',
  'loadBalancer.consistentHash.ringHash': 'Chooses on a ring; so it is where nothing is said.',
  'loadBalancer.consistentHash.ringHash.minimumRingSize': 'Its least size; left out: 1024.',
  'loadBalancer.consistentHash.maglev': 'Chooses in a table.',
  'loadBalancer.consistentHash.maglev.tableSize': 'Its size, a prime number.',
  'loadBalancer.consistentHash.minimumRingSize': 'The same as `ringHash.minimumRingSize`, as it was.',
  'loadBalancer.warmupDurationSecs': 'The same as `warmup.duration`, as it was.',
  'loadBalancer.warmup': 'Gives a new endpoint its share little by little.',
  'loadBalancer.warmup.duration': 'Within so long.',
  connectionPool: 'How much at once is too much, and how connections are kept.',
  'connectionPool.tcp': 'Of connections.',
  'connectionPool.tcp.maxConnections': 'How many.',
  'connectionPool.tcp.connectTimeout': 'How long until one is there.',
  'connectionPool.tcp.tcpKeepalive': 'Whether idle ones are asked for a sign of life.',
  'connectionPool.tcp.tcpKeepalive.probes': 'So many times in vain end it.',
  'connectionPool.tcp.tcpKeepalive.time': 'After so long without anything.',
  'connectionPool.tcp.tcpKeepalive.interval': 'As often as this.',
  'connectionPool.tcp.maxConnectionDuration': 'How long one is kept.',
  'connectionPool.http': 'Of requests.',
  'connectionPool.http.http1MaxPendingRequests': 'How many wait for a connection.',
  'connectionPool.http.http2MaxRequests': 'How many there are.',
  'connectionPool.http.maxRequestsPerConnection': 'After so many, a connection is closed.',
  'connectionPool.http.maxRetries': 'How many are being tried again.',
  'connectionPool.http.idleTimeout': 'How long a connection without one is kept.',
  'connectionPool.http.useClientProtocol': 'Speaks the version of HTTP that the client speaks.',
  'connectionPool.http.maxConcurrentStreams': 'How many at once on a connection of HTTP/2.',
  outlierDetection: 'Takes out endpoints whose answers are bad.',
  'outlierDetection.splitExternalLocalOriginErrors': 'Counts connections that failed apart from answers.',
  'outlierDetection.consecutiveLocalOriginFailures': 'So many of those in a row.',
  'outlierDetection.consecutiveGatewayErrors': 'So many answers of 502, 503 or 504 in a row; left out: none.',
  'outlierDetection.consecutive5xxErrors': 'So many answers of 5xx in a row; left out: 5; 0: none.',
  'outlierDetection.consecutiveErrors': 'The same, as it was.',
  'outlierDetection.interval': 'How often it is decided.',
  'outlierDetection.baseEjectionTime': 'How long the first time; longer each next.',
  'outlierDetection.maxEjectionPercent': 'How many in a hundred may be out at once.',
  'outlierDetection.minHealthPercent': 'Where fewer in a hundred are well, all are used.',
  tls: 'Whether, and how, TLS is spoken.',
  'tls.mode':
    '`DISABLE`: not; `SIMPLE`: as a client without certificate; `MUTUAL`: as one with it. `ISTIO_MUTUAL` is not served: what it is about is sent nothing.',
  'tls.credentialName':
    'A Secret of this namespace: `ca.crt` is whom to believe, which may also stand alone in a Secret of the same name and `-cacert`; `tls.crt` and `tls.key` are shown. Left out: whom the system believes.',
  'tls.clientCertificate': 'A file of the proxy’s machine: not served. Write a Secret.',
  'tls.privateKey': 'A file of the proxy’s machine: not served.',
  'tls.caCertificates': '`system`; a file of the proxy’s machine is not served.',
  'tls.caCrl': 'A file of the proxy’s machine: not served.',
  'tls.subjectAltNames':
    'Names of which the certificate must have one, in the place of what the ServiceEntry says.',
  'tls.sni': 'The name that is asked for; left out: the Host of the request.',
  'tls.insecureSkipVerify': 'Believes anybody.',
};

const policy: Words = {
  ...settings,
  'portLevelSettings[]': 'How one of its ports is used, in the place of all that is said above.',
  'portLevelSettings[].port': 'The port.',
  'portLevelSettings[].port.number': 'Its number.',
  ...within('portLevelSettings[]', settings),
  proxyProtocol: 'Tells endpoints by PROXY protocol who the client is.',
  'proxyProtocol.version': 'Its version.',
};

export const destinationRuleWords: Words = {
  '': 'Istio’s: says how all who use a destination use it.',
  'spec.host':
    'The destination: a host of a ServiceEntry, or a Service by its short name or its whole one, of this namespace.',
  'spec.trafficPolicy': 'How it is used.',
  ...within('spec.trafficPolicy', policy),
  'spec.subsets[]':
    'Those of its endpoints alone that have some labels. A Backend of `fairlead.dev` leads to one (`subset` of a member of its groups). Of a Service nobody knows the labels of who serves it.',
  'spec.subsets[].name': 'Its name.',
  'spec.subsets[].labels': 'Labels that each of its endpoints has; without any, all are meant.',
  'spec.subsets[].trafficPolicy':
    'How it is used; where it does not speak of one of these, what is said of the whole holds.',
  ...within('spec.subsets[].trafficPolicy', policy),
};
