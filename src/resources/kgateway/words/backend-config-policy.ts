import type { Words } from '../../reference/words.ts';
import { targetWords } from './policy-parts.ts';

const hashPolicy = (at: string): Words => ({
  [`${at}.hashPolicies[]`]: 'Parts of a request that are hashed, in this order.',
  [`${at}.hashPolicies[].header`]: 'A request header.',
  [`${at}.hashPolicies[].header.name`]: 'Name of the header.',
  [`${at}.hashPolicies[].cookie`]: 'A cookie.',
  [`${at}.hashPolicies[].cookie.name`]: 'Name of the cookie.',
  [`${at}.hashPolicies[].cookie.path`]: 'Path of the cookie that is set.',
  [`${at}.hashPolicies[].cookie.ttl`]:
    'Lifetime of a cookie that is set for clients without one; 0s: a session cookie. Left out: none is set.',
  [`${at}.hashPolicies[].cookie.secure`]: 'Attribute `Secure`: the cookie is sent over TLS alone.',
  [`${at}.hashPolicies[].cookie.httpOnly`]: 'Attribute `HttpOnly`: scripts of pages cannot read the cookie.',
  [`${at}.hashPolicies[].cookie.sameSite`]:
    'Attribute `SameSite`: whether the cookie is sent along with requests from other sites.',
  [`${at}.hashPolicies[].sourceIP`]: 'The client’s IP address.',
  [`${at}.hashPolicies[].terminal`]: 'Where the request has this part, none that follow are hashed.',
});

export const backendConfigPolicyWords: Words = {
  '': 'Says how a backend is used by everybody who refers to it: connections, TLS, load balancing, health.',
  ...targetWords,
  'spec.connectTimeout': 'How long it may take to open a connection; left out: 10s.',
  'spec.perConnectionBufferLimitBytes':
    'Limit of a connection’s buffers, in bytes; when they are full, the sender is held up.',
  'spec.tcpKeepalive': 'TCP keepalive: finds connections whose other side is gone.',
  'spec.tcpKeepalive.keepAliveProbes': 'Unanswered probes after which a connection is closed.',
  'spec.tcpKeepalive.keepAliveTime': 'How long a connection must be idle before the first probe.',
  'spec.tcpKeepalive.keepAliveInterval': 'Time between two probes.',
  'spec.dns': 'Resolution of host names by DNS.',
  'spec.dns.refreshRate': 'Time between two lookups.',
  'spec.dns.jitter': 'Maximum random time that is added to it.',
  'spec.dns.respectTTL':
    'Looks a name up again when the TTL of its record ends, instead of by `refreshRate`.',
  'spec.commonHttpProtocolOptions': 'Connections that carry HTTP requests.',
  'spec.commonHttpProtocolOptions.idleTimeout':
    'How long a connection without requests is kept; 0s: no limit.',
  'spec.commonHttpProtocolOptions.maxStreamDuration':
    'Maximum duration of a request with its answer; 0s: no limit.',
  'spec.commonHttpProtocolOptions.maxConnectionDuration': 'Maximum age of a connection; 0s: no limit.',
  'spec.commonHttpProtocolOptions.maxRequestsPerConnection':
    'Maximum number of requests on a connection; 0: no limit.',
  'spec.commonHttpProtocolOptions.maxHeadersCount':
    'Maximum number of headers of an answer; one with more fails.',
  'spec.http1ProtocolOptions': 'HTTP/1.1, where the backend is spoken to in it.',
  'spec.http1ProtocolOptions.enableTrailers': 'Passes trailers on; otherwise they are dropped.',
  'spec.http1ProtocolOptions.preserveHttp1HeaderCase':
    'Keeps the case in which the client wrote header names; otherwise they are in lower case.',
  'spec.http1ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage':
    'An invalid answer fails its own request alone, instead of the connection.',
  'spec.http2ProtocolOptions': 'HTTP/2, where the backend is spoken to in it.',
  'spec.http2ProtocolOptions.initialStreamWindowSize': 'Initial flow-control window of a stream.',
  'spec.http2ProtocolOptions.initialConnectionWindowSize': 'Initial flow-control window of a connection.',
  'spec.http2ProtocolOptions.maxConcurrentStreams': 'Maximum number of concurrent streams on a connection.',
  'spec.http2ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage':
    'An invalid message ends its own stream alone, instead of the connection.',
  'spec.http2ProtocolOptions.connectionKeepalive': 'HTTP/2 keepalive: checks connections by PING.',
  'spec.http2ProtocolOptions.connectionKeepalive.timeout':
    'How long the answer to a PING may take; then the connection is closed.',
  'spec.http2ProtocolOptions.connectionKeepalive.interval': 'Time between two PINGs.',
  'spec.http2ProtocolOptions.connectionKeepalive.connectionIdleInterval':
    'How long a connection must be idle before a new request is preceded by a PING.',
  'spec.tunnel': 'Not served: connections through a proxy (CONNECT).',
  'spec.tls': 'TLS to the backend. A BackendTLSPolicy about the same backend goes before it.',
  'spec.tls.secretRef':
    'Secret of this namespace: the client certificate (`tls.crt`, `tls.key`), and the CA certificates that the backend is verified with (`ca.crt`; without it, the system’s).',
  'spec.tls.secretRef.name': 'Name of the Secret.',
  'spec.tls.files':
    'The same as files beside the proxy. Not served: a backend with such a policy is sent nothing.',
  'spec.tls.files.tlsCertificate': 'Client certificate.',
  'spec.tls.files.tlsKey': 'Private key of the client certificate.',
  'spec.tls.files.rootCA': 'CA certificates that the backend is verified with.',
  'spec.tls.insecureSkipVerify': 'Takes any certificate of the backend, unverified.',
  'spec.tls.wellKnownCACertificates': 'Verifies the backend with the system’s CA certificates.',
  'spec.tls.sni': 'Server name (SNI) that is sent, and that the backend’s certificate must be for.',
  'spec.tls.verifySubjectAltNames': 'Names of which the certificate must have one, in place of `sni`.',
  'spec.tls.parameters': 'TLS versions and algorithms.',
  'spec.tls.parameters.minVersion': 'Lowest TLS version; left out: 1.2.',
  'spec.tls.parameters.maxVersion': 'Highest TLS version; left out: 1.3.',
  'spec.tls.parameters.cipherSuites': 'Cipher suites, for TLS 1.2 and below.',
  'spec.tls.parameters.ecdhCurves': 'Curves of the key exchange (ECDH).',
  'spec.tls.parameters.signatureAlgorithms': 'Signature algorithms.',
  'spec.tls.alpnProtocols':
    'Protocols that are offered by ALPN; left out: those that fit the backend’s protocol.',
  'spec.tls.allowRenegotiation': 'Whether the backend may renegotiate TLS on a connection.',
  'spec.tls.simpleTLS': 'One-way TLS: no client certificate is shown, even where the Secret has one.',
  'spec.loadBalancer':
    'Load balancing: how the endpoint for a request is chosen; left out: by least request.',
  'spec.loadBalancer.leastRequest':
    'Least request: of some endpoints chosen at random, the one with the fewest active requests.',
  'spec.loadBalancer.leastRequest.choiceCount': 'Number of endpoints chosen at random.',
  'spec.loadBalancer.leastRequest.slowStart': 'Slow start: the share of a new endpoint grows gradually.',
  'spec.loadBalancer.leastRequest.slowStart.window': 'Time until the endpoint has its full share.',
  'spec.loadBalancer.leastRequest.slowStart.aggression':
    'How fast the share grows: 1 is linear, more is faster at first.',
  'spec.loadBalancer.leastRequest.slowStart.minWeightPercent':
    'Percentage of its share that the endpoint begins with; left out: 10.',
  'spec.loadBalancer.roundRobin': 'Round robin: endpoints in turn.',
  'spec.loadBalancer.roundRobin.slowStart': 'Slow start: the share of a new endpoint grows gradually.',
  'spec.loadBalancer.roundRobin.slowStart.window': 'Time until the endpoint has its full share.',
  'spec.loadBalancer.roundRobin.slowStart.aggression':
    'How fast the share grows: 1 is linear, more is faster at first.',
  'spec.loadBalancer.roundRobin.slowStart.minWeightPercent':
    'Percentage of its share that the endpoint begins with; left out: 10.',
  'spec.loadBalancer.ringHash':
    'Ring hash: consistent hashing on a ring; requests with the same hash go to the same endpoint.',
  'spec.loadBalancer.ringHash.minimumRingSize': 'Minimum number of entries on the ring.',
  'spec.loadBalancer.ringHash.maximumRingSize': 'Maximum number of entries on the ring.',
  ...hashPolicy('spec.loadBalancer.ringHash'),
  'spec.loadBalancer.maglev':
    'Maglev: consistent hashing by a lookup table; requests with the same hash go to the same endpoint.',
  ...hashPolicy('spec.loadBalancer.maglev'),
  'spec.loadBalancer.random': 'An endpoint chosen at random.',
  'spec.loadBalancer.healthyPanicThreshold':
    'Panic threshold: below this percentage of healthy endpoints all are used, healthy or not; 0: never. Left out: 50.',
  'spec.loadBalancer.zoneAware': 'Zone-aware routing.',
  'spec.loadBalancer.zoneAware.preferLocal': 'Prefers endpoints in the proxy’s own zone.',
  'spec.loadBalancer.zoneAware.preferLocal.minEndpointsThreshold':
    'Minimum number of endpoints in all zones; with fewer, zones do not count.',
  'spec.loadBalancer.zoneAware.preferLocal.routingEnabled':
    'Share of requests for which zones count, in percent; left out: 100.',
  'spec.loadBalancer.zoneAware.preferLocal.force':
    'Keeps all requests in the own zone, whatever its share of endpoints.',
  'spec.loadBalancer.zoneAware.preferLocal.force.minEndpointsInZoneThreshold':
    'Minimum number of endpoints that the own zone needs for that.',
  'spec.healthCheck': 'Active health checks: endpoints are asked for their health.',
  'spec.healthCheck.timeout': 'How long the answer to a check may take.',
  'spec.healthCheck.interval': 'Time between two checks.',
  'spec.healthCheck.unhealthyThreshold': 'Failures in a row after which an endpoint is unhealthy.',
  'spec.healthCheck.healthyThreshold': 'Successes in a row after which it is healthy again.',
  'spec.healthCheck.http': 'HTTP check: the status must be 200.',
  'spec.healthCheck.http.path': 'Path of the request.',
  'spec.healthCheck.http.host': 'Host of the request.',
  'spec.healthCheck.http.method': 'Method of the request; left out: GET.',
  'spec.healthCheck.grpc': 'gRPC check, by the standard health service.',
  'spec.healthCheck.grpc.serviceName':
    'Name of the service whose health is asked for; left out: that of the server as a whole.',
  'spec.healthCheck.grpc.authority': 'Authority (host) of the call.',
  'spec.outlierDetection':
    'Outlier detection: endpoints that fail are ejected from load balancing for a time.',
  'spec.outlierDetection.consecutive5xx':
    'Consecutive 5xx answers for which an endpoint is ejected; 0: it is not.',
  'spec.outlierDetection.interval': 'Time between two evaluations of the endpoints; left out: 10s.',
  'spec.outlierDetection.baseEjectionTime':
    'How long an endpoint is ejected, times the number of times that it has been ejected; left out: 30s.',
  'spec.outlierDetection.maxEjectionPercent':
    'Maximum share of endpoints that are ejected at a time, in percent; left out: 10.',
  'spec.outlierDetection.splitExternalLocalOriginErrors':
    'Counts errors of local origin (failed connections, timeouts) apart from errors that endpoints answer with.',
  'spec.outlierDetection.consecutiveLocalOriginFailure':
    'Consecutive errors of local origin for which an endpoint is ejected, where they are counted apart.',
  'spec.outlierDetection.enforcingConsecutive5xx':
    'Probability that an endpoint is ejected for consecutive 5xx answers, in percent; left out: 100.',
  'spec.outlierDetection.enforcingConsecutiveLocalOriginFailure':
    'The same for consecutive errors of local origin.',
  'spec.circuitBreakers':
    'Circuit breakers: limits that each proxy keeps by itself. Requests beyond them are answered with 503.',
  'spec.circuitBreakers.maxConnections': 'Maximum number of connections; left out: 1024.',
  'spec.circuitBreakers.maxPendingRequests':
    'Maximum number of requests that wait for a connection; left out: 1024.',
  'spec.circuitBreakers.maxRequests': 'Maximum number of requests in parallel; left out: 1024.',
  'spec.circuitBreakers.maxRetries': 'Maximum number of retries in parallel; left out: 1024.',
  'spec.circuitBreakers.trackRemaining': 'Publishes what is left of each limit in the proxy’s statistics.',
  'spec.upstreamProxyProtocol':
    'Sends the PROXY protocol to the backend, which tells it the client’s address.',
  'spec.upstreamProxyProtocol.version': 'Version of the PROXY protocol.',
};
