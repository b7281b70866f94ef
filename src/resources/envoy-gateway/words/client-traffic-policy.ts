import { type Words, within } from '../../reference/words.ts';
import { http2Words, keepaliveWords, targetWords } from './policy-parts.ts';
import { tlsParameterWords } from './tls-parameters.ts';

const headers: Words = {
  enableEnvoyHeaders: 'Adds Envoy’s own headers (`x-envoy-…`) to requests and responses. Left out: true.',
  disableRateLimitHeaders: 'Removes `x-ratelimit-…` headers from responses, whoever set them.',
  withUnderscoresAction:
    'What becomes of request headers with an underscore in their name. Left out: `RejectRequest`.',
  requestID: 'Whether the client’s `x-request-id` is kept, and whether one is made. Left out: `Generate`.',
  preserveXRequestID: 'As `requestID: PreserveOrGenerate`, in older words.',
  maxRequestHeaderLimit:
    'Size of all headers of a request together, rounded to Ki. Larger ones are refused (431). Left out: 60Ki.',
  host: 'Changes of the header `Host`.',
  'host.stripTrailingHostDot': 'Removes a dot at its end. Left out: true.',
  earlyRequestHeaders: 'Changes headers of requests before a route is chosen.',
  'earlyRequestHeaders.set[]': 'Headers to set, in place of any of the same name.',
  'earlyRequestHeaders.set[].name': 'Name of the header.',
  'earlyRequestHeaders.set[].value': 'Value of the header.',
  'earlyRequestHeaders.add[]': 'Headers to add beside those of the same name.',
  'earlyRequestHeaders.addIfAbsent[]': 'Headers to add where there is none of the same name.',
  'earlyRequestHeaders.remove': 'Names of headers to remove.',
  'earlyRequestHeaders.removeOnMatch[]': 'Removes headers whose name matches.',
  'earlyRequestHeaders.removeOnMatch[].type': 'How the name is compared.',
  'earlyRequestHeaders.removeOnMatch[].value':
    'The name, its prefix or suffix, or a regular expression (RE2).',
  lateResponseHeaders: 'Changes headers of responses after everything else.',
  xForwardedClientCert:
    'The header `x-forwarded-client-cert`, which tells backends of the client’s certificate.',
  'xForwardedClientCert.mode':
    '`Sanitize` removes it. `ForwardOnly` passes it on over mutual TLS, `AlwaysForwardOnly` always. `AppendForward` adds the certificate to it, `SanitizeSet` replaces it.',
  'xForwardedClientCert.certDetailsToAdd':
    'Details of the certificate that `AppendForward` and `SanitizeSet` add.',
};

const clientValidation: Words = {
  optional: 'Clients may come without a certificate. As `mode: VerifyIfGiven`.',
  mode: 'Whether a certificate is required (`Require…`), and whether it is verified (`…Verify…`). Left out: as `optional` says.',
  'caCertificateRefs[]':
    'ConfigMaps, Secrets and ClusterTrustBundles with the CA certificates (`ca.crt`) that verify clients’ certificates.',
  certificateHashes:
    'SHA-256 hashes of accepted certificates. Others are refused, unless their key is among `spkiHashes`.',
  spkiHashes: 'SHA-256 hashes, in base64, of the public keys (SPKI) of accepted certificates.',
  allowExpiredCertificate: 'Accepts expired certificates.',
  subjectAltNames: 'Subject alternative names, of which the certificate must have one.',
  'subjectAltNames.dnsNames[]': 'DNS names.',
  'subjectAltNames.emailAddresses[]': 'Email addresses.',
  'subjectAltNames.ipAddresses[]': 'IP addresses.',
  'subjectAltNames.uris[]': 'URIs.',
  'subjectAltNames.otherNames[]': 'Names of other types (`otherName`).',
  'subjectAltNames.otherNames[].oid': 'Object identifier of the type.',
  'subjectAltNames.otherNames[].type': 'How the name is compared.',
  'subjectAltNames.otherNames[].value': 'The name, its prefix or suffix, or a regular expression (RE2).',
  crl: 'Certificate revocation lists: revoked certificates are refused.',
  'crl.refs[]': 'Secrets and ConfigMaps with the lists (`ca.crl`).',
  'crl.onlyVerifyLeafCertificate':
    'Looks up the client’s own certificate alone. Otherwise there must be a list of every CA in its chain.',
};

export const clientTrafficPolicyWords: Words = {
  '': 'Says how listeners listen: client addresses, TLS, connection limits, timeouts, headers, versions of HTTP.',
  ...targetWords,
  'spec.targetRefs[]':
    'Objects that the policy is about: Gateways and ListenerSets, or a listener of one (`sectionName`).',
  'spec.clientIPDetection':
    'How the address of the client is found. Left out: it is where the connection comes from.',
  'spec.clientIPDetection.xForwardedFor': 'Takes it from the header `X-Forwarded-For`.',
  'spec.clientIPDetection.xForwardedFor.numTrustedHops':
    'Number of trusted proxies before this one: the client’s address is so many entries from the end of the header.',
  'spec.clientIPDetection.xForwardedFor.trustedCIDRs':
    'Addresses of trusted proxies: the client’s address is the last entry that is none of them.',
  'spec.clientIPDetection.xForwardedFor.disableXForwardedForAppend':
    'Does not add the address of the connection to the header.',
  'spec.clientIPDetection.customHeader': 'Takes it from a header that a proxy before this one sets.',
  'spec.clientIPDetection.customHeader.name': 'Name of the header.',
  'spec.clientIPDetection.customHeader.failClosed': 'Refuses requests without an address in it (403).',
  'spec.clientIPDetection.directSourceIP': 'The address where the connection comes from.',
  'spec.connection': 'Limits and buffers of connections.',
  'spec.connection.bufferLimit':
    'Bytes that the proxy buffers for a connection before it stops reading. Left out: 32Ki.',
  'spec.connection.socketBufferLimit':
    'Size of the kernel’s send and receive buffer of a connection, in bytes.',
  'spec.connection.connectionLimit': 'Limits of connections.',
  'spec.connection.connectionLimit.value': 'Connections at once. Further ones are closed.',
  'spec.connection.connectionLimit.closeDelay':
    'How long a connection beyond the limit is held before it is closed. Left out: not at all.',
  'spec.connection.connectionLimit.maxConnectionDuration':
    'Age at which a connection is closed; of HTTP/1, after the request that is under way.',
  'spec.connection.connectionLimit.maxStreamDuration': 'How long a request with its response may take.',
  'spec.connection.connectionLimit.maxRequestsPerConnection': 'Requests after which a connection is closed.',
  'spec.connection.maxAcceptPerSocketEvent':
    'Connections accepted at a time, before others get their turn. 0, or left out: all that wait.',
  'spec.enableProxyProtocol': 'Expects the PROXY protocol on every connection.',
  'spec.grpc': 'How gRPC is understood.',
  'spec.grpc.enableWeb': 'Accepts gRPC-Web, and turns it into gRPC.',
  'spec.headers': 'What is done with headers.',
  ...within('spec.headers', headers),
  'spec.healthCheck': 'Answers health checks of the proxy itself, before any route.',
  'spec.healthCheck.path': 'Path that is asked for.',
  'spec.http1': 'HTTP/1 with clients.',
  'spec.http1.enableTrailers': 'Passes trailers on. Left out: they are dropped.',
  'spec.http1.preserveHeaderCase':
    'Keeps upper and lower case in header names. Left out: they are made lower case.',
  'spec.http1.http10': 'Accepts HTTP/1.0.',
  'spec.http1.http10.useDefaultHost': 'A request without `Host` counts as one for the listener’s hostname.',
  'spec.http1.ignoredUpgradeTypes[]':
    'Upgrades that clients may ask for in vain: a request whose `Upgrade` is one of these is served as if it asked for none.',
  'spec.http1.disableSafeMaxConnectionDuration':
    'Closes a connection of HTTP/1 at its greatest age even in the middle of a request.',
  'spec.http3':
    'Serves HTTP/3 as well, on the same port of UDP. For listeners where TLS ends, and without PROXY protocol.',
  'spec.http2': 'HTTP/2 with clients.',
  ...within('spec.http2', http2Words),
  'spec.path': 'Normalization of paths before a route is chosen.',
  'spec.path.disableMergeSlashes': 'Keeps several slashes in a row. Left out: they are merged into one.',
  'spec.path.escapedSlashesAction':
    'What becomes of escaped slashes (`%2F`, `%5C`). Left out: `UnescapeAndRedirect`.',
  'spec.proxyProtocol':
    'Expects the PROXY protocol, by which a proxy before this one tells the client’s address.',
  'spec.proxyProtocol.optional': 'Accepts connections without it, too.',
  'spec.scheme':
    'Scheme that backends are told: the client’s, or that of the connection to the backend. Left out: `Preserve`.',
  'spec.tcpKeepalive':
    'TCP keepalive: probes on idle connections, to find dead ones. Times are rounded to whole seconds.',
  ...within('spec.tcpKeepalive', keepaliveWords),
  'spec.timeout': 'Timeouts. 0 is no limit.',
  'spec.timeout.tcp': 'Timeouts of connections.',
  'spec.timeout.tcp.idleTimeout':
    'How long nothing may be sent on a connection of a TCPRoute or TLSRoute. Left out: 1h.',
  'spec.timeout.tcp.tlsHandshakeTimeout': 'How long the TLS handshake may take.',
  'spec.timeout.tcp.connectionInspectionTimeout':
    'How long a client may take to show what it speaks (PROXY protocol, TLS server name). Left out: 15s.',
  'spec.timeout.http': 'Timeouts of requests, and of connections that carry them.',
  'spec.timeout.http.requestReceivedTimeout':
    'How long a client may take to send a whole request. Left out: any time.',
  'spec.timeout.http.requestHeadersReceivedTimeout':
    'How long a client may take to send the headers of a request. Left out: any time.',
  'spec.timeout.http.idleTimeout': 'How long a connection without requests is kept. Left out: 1h.',
  'spec.timeout.http.streamIdleTimeout':
    'How long nothing may be sent either way. Left out: 5m on HTTPRoutes without a request timeout, else 1h at least.',
  'spec.tls': 'TLS with clients.',
  ...within('spec.tls', tlsParameterWords),
  'spec.tls.clientValidation':
    'Client certificates (mutual TLS): whether they are asked for, and which are accepted.',
  ...within('spec.tls.clientValidation', clientValidation),
  'spec.tls.fingerprints':
    'Fingerprints of clients’ TLS to compute. Access logs show them by `%TLS_JA3_FINGERPRINT%` and `%TLS_JA4_FINGERPRINT%`.',
  'spec.tls.session': 'Resumption of TLS sessions.',
  'spec.tls.session.resumption':
    'Clients may resume a session without a full handshake. Left out: they may not.',
  'spec.tls.session.resumption.stateful': 'By session ids: the proxy keeps the sessions.',
  'spec.tls.session.resumption.stateless': 'By session tickets: clients keep the sessions.',
};
