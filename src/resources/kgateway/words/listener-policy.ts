import { type Words, within } from '../../reference/words.ts';
import { accessLogWords, grpcCallWords } from './access-log.ts';
import { targetWords, traceAttributeWords } from './policy-parts.ts';

const tracing: Words = {
  provider: 'Tracing provider that spans are sent to.',
  'provider.openTelemetry': 'An OpenTelemetry collector.',
  'provider.openTelemetry.grpcService': 'The collector, which is called by gRPC (OTLP).',
  ...within('provider.openTelemetry.grpcService', grpcCallWords),
  'provider.openTelemetry.serviceName':
    'Service name of the spans; left out: that of the Gateway, as `name.namespace`.',
  'provider.openTelemetry.sampler': 'Sampler of the provider.',
  'provider.openTelemetry.sampler.alwaysOnConfig': 'Samples every request.',
  clientSampling: 'Share of the requests for which the client asks for a trace, in percent.',
  randomSampling: 'Share of the requests of which nobody decided before, chosen at random, in percent.',
  overallSampling: 'Upper limit for all requests, however they were chosen, in percent.',
  verbose: 'Adds events to spans, which say when what happened.',
  maxPathTagLength: 'Maximum length of the path in spans, in characters; left out: 256.',
  spawnUpstreamSpan: 'Makes a span of its own for each attempt to reach a backend.',
  'attributes[]': 'Tags that are added to spans.',
  ...within('attributes[]', traceAttributeWords),
};

const http: Words = {
  useRemoteAddress:
    'Whether the client address is that of the connection; false: the one in X-Forwarded-For. Left out: true.',
  xffNumTrustedHops:
    'Number of trusted proxies in front of this one, by which the client address is found in X-Forwarded-For.',
  xffTrustedCIDRs: 'Networks of trusted proxies in front of this one, in place of their number.',
  skipXFFAppend:
    'Leaves X-Forwarded-For as it came, not adding to it. Left out: true where `useRemoteAddress` is false.',
  preserveExternalRequestId: 'Keeps an `x-request-id` that the client sends.',
  generateRequestId: 'Generates an `x-request-id` where there is none; left out: true.',
  proxy100Continue: 'Passes `Expect: 100-continue` on to backends, instead of answering it.',
  serverHeaderTransformation:
    'Whether the Server header is overwritten, added where missing, or left alone. Left out: overwritten with a `serverName`.',
  serverName: 'Value of the Server header; left out: `envoy`, where one is written.',
  streamIdleTimeout: 'How long a request with its answer may go without data either way; 0s: no limit.',
  idleTimeout: 'How long a connection without requests is kept; 0s: no limit.',
  maxConnectionDuration: 'Maximum age of a connection.',
  maxRequestsPerConnection: 'Maximum number of requests on a connection, which is closed then.',
  maxHeadersCount: 'Maximum number of headers of a request; left out: 100.',
  maxRequestHeadersKb: 'Maximum size of all headers of a request, in KiB; left out: 60.',
  http2ProtocolOptions: 'HTTP/2 with clients.',
  'http2ProtocolOptions.initialStreamWindowSize': 'Initial flow-control window of a stream.',
  'http2ProtocolOptions.initialConnectionWindowSize': 'Initial flow-control window of a connection.',
  'http2ProtocolOptions.maxConcurrentStreams': 'Maximum number of concurrent streams on a connection.',
  'http2ProtocolOptions.allowConnect':
    'Accepts extended CONNECT (RFC 8441), by which websockets come over HTTP/2.',
  healthCheck: 'Health check of the proxy itself, which it answers without a backend.',
  'healthCheck.path': 'Path of the health check.',
  preserveHttp1HeaderCase:
    'Keeps the case in which header names are written in HTTP/1.1; otherwise they are in lower case.',
  acceptHttp10: 'Accepts HTTP/1.0.',
  defaultHostForHttp10: 'Host of HTTP/1.0 requests that name none.',
  earlyRequestHeaderModifier: 'Changes request headers before the route is chosen.',
  'earlyRequestHeaderModifier.set[]': 'Headers to set, in place of those of the same name.',
  'earlyRequestHeaderModifier.set[].name': 'Name of the header.',
  'earlyRequestHeaderModifier.set[].value': 'Value of the header.',
  'earlyRequestHeaderModifier.add[]': 'Headers to add, beside those of the same name.',
  'earlyRequestHeaderModifier.remove': 'Names of headers to remove.',
  forwardClientCertDetails:
    'What backends learn of the client certificate, in the header X-Forwarded-Client-Cert.',
  'forwardClientCertDetails.mode':
    'Whether the header that a client sends is kept, and this connection’s certificate added; left out: `SanitizeSet`.',
  'forwardClientCertDetails.details':
    'Details of the certificate that are added, with `AppendForward` and `SanitizeSet`.',
  'forwardClientCertDetails.details.subject': 'Adds its subject.',
  'forwardClientCertDetails.details.cert': 'Adds the certificate itself.',
  'forwardClientCertDetails.details.chain': 'Adds the certificate with its chain.',
  'forwardClientCertDetails.details.dns': 'Adds its DNS names.',
  'forwardClientCertDetails.details.uri': 'Adds its URI names.',
  stripHostPortMode: 'Removes the port from the host of requests: where it is that of the listener, or any.',
  stripTrailingHostDot: 'Removes the dot at the end of the host of requests; left out: true.',
  normalizePath: 'Resolves `.` and `..` in paths; left out: true.',
  mergeSlashes: 'Merges repeated slashes in paths into one; left out: true.',
  upgradeConfig: 'Protocols that connections may be upgraded to; left out: `websocket`.',
  'upgradeConfig.enabledUpgrades':
    'Names of the protocols, as in the header `Upgrade`. `CONNECT` has no effect here.',
  'accessLog[]': 'Access logs.',
  ...within('accessLog[]', accessLogWords),
  tracing: 'Tracing: which requests are traced, and where spans are sent.',
  ...within('tracing', tracing),
};

const ofPort: Words = {
  proxyProtocol: 'Expects the PROXY protocol on every connection, which tells the client address.',
  'proxyProtocol.allowRequestsWithoutProxyProtocol': 'Accepts connections without it as well.',
  tcpKeepalive: 'TCP keepalive: finds connections whose client is gone.',
  'tcpKeepalive.keepAliveProbes': 'Unanswered probes after which a connection is closed.',
  'tcpKeepalive.keepAliveTime': 'How long a connection must be idle before the first probe.',
  'tcpKeepalive.keepAliveInterval': 'Time between two probes.',
  perConnectionBufferLimitBytes:
    'Limit of a connection’s buffers, in bytes; when they are full, the sender is held up.',
  transportSocketConnectTimeout: 'How long the TLS handshake may take.',
  httpSettings: 'HTTP with clients, access logs and tracing.',
  ...within('httpSettings', http),
};

export const listenerPolicyWords: Words = {
  '': 'Says how listeners take connections and requests: client addresses, limits, timeouts, headers, access logs, tracing.',
  ...targetWords,
  'spec.targetRefs[]': 'Gateways, or listeners of them, that the policy applies to.',
  'spec.default': 'Settings of all ports that `perPort` does not name.',
  ...within('spec.default', ofPort),
  'spec.default.clientCertificateValidation': 'Verification of client certificates (mutual TLS).',
  'spec.default.clientCertificateValidation.mode':
    '`Require`: a client needs a valid certificate. `Optional`: it needs none, but one that it shows must be valid.',
  'spec.default.clientCertificateValidation.caCertificateRefs[]':
    'ConfigMaps and Secrets with the CA certificates that client certificates are verified with.',
  'spec.perPort[]': 'Settings of single ports, in place of `default`.',
  'spec.perPort[].port': 'The port.',
  'spec.perPort[].listener': 'Settings of the port.',
  ...within('spec.perPort[].listener', ofPort),
};

export const httpListenerPolicyWords: Words = {
  '': 'Says how listeners take HTTP requests: the older form of `httpSettings` of a ListenerPolicy.',
  ...targetWords,
  'spec.targetRefs[]': 'Gateways that the policy applies to.',
  ...within('spec', http),
};
