import { type Words, within } from '../../reference/words.ts';
import { addedHeaderWords, requestOptionWords } from './request-options.ts';

const targets: Words = {
  'spec.targetRefs[]': 'Gateways, listeners of them, or ListenerSets that the options apply to.',
  'spec.options': 'The options.',
};

export const virtualHostOptionWords: Words = {
  '': 'Says what is done with requests of a Gateway or listener; a RouteOption goes before it. Several hold together, field by field.',
  ...targets,
  ...requestOptionWords,
};

const logs: Words = {
  'accessLog[]': 'The logs.',
  'accessLog[].fileSink': 'A file beside the proxy.',
  'accessLog[].fileSink.path': 'Path of the file, such as `/dev/stdout`.',
  'accessLog[].fileSink.stringFormat': 'A line of text, with Envoy’s command operators (`%REQ(:PATH)%`).',
  'accessLog[].fileSink.jsonFormat': 'A JSON object, whose texts may have these operators.',
};

export const listenerOptionWords: Words = {
  '': 'Says how listeners take connections.',
  ...targets,
  'spec.options.accessLoggingService': 'Access logs of requests.',
  ...within('spec.options.accessLoggingService', logs),
  'spec.options.listenerAccessLoggingService': 'Access logs of connections.',
  ...within('spec.options.listenerAccessLoggingService', logs),
  'spec.options.perConnectionBufferLimitBytes':
    'Limit of a connection’s buffers, in bytes; when they are full, the sender is held up.',
  'spec.options.proxyProtocol':
    'Expects the PROXY protocol on every connection, which tells the client address.',
  'spec.options.proxyProtocol.allowRequestsWithoutProxyProtocol': 'Accepts connections without it as well.',
};

const manager: Words = {
  useRemoteAddress:
    'Whether the client address is that of the connection; false: the one in X-Forwarded-For. Left out: true.',
  xffNumTrustedHops:
    'Number of trusted proxies in front of this one, by which the client address is found in X-Forwarded-For.',
  skipXffAppend:
    'Leaves X-Forwarded-For as it came, not adding to it. Left out: true where `useRemoteAddress` is false.',
  via: 'Value that is added to the header Via of requests and answers; left out: none.',
  generateRequestId: 'Generates an `x-request-id` where there is none; left out: true.',
  preserveExternalRequestId: 'Keeps an `x-request-id` that the client sends.',
  proxy100Continue: 'Passes `Expect: 100-continue` on to backends, instead of answering it.',
  streamIdleTimeout: 'How long a request with its answer may go without data either way; 0s: no limit.',
  idleTimeout: 'How long a connection without requests is kept; 0s: no limit.',
  requestTimeout: 'How long a whole request may take to arrive.',
  requestHeadersTimeout: 'How long the headers of a request may take to arrive.',
  maxConnectionDuration: 'Maximum age of a connection.',
  maxStreamDuration: 'Maximum duration of a request with its answer.',
  maxHeadersCount: 'Maximum number of headers of a request; left out: 100.',
  maxRequestsPerConnection: 'Maximum number of requests on a connection, which is closed then.',
  maxRequestHeadersKb: 'Maximum size of all headers of a request, in KiB; left out: 60.',
  serverName: 'Value of the Server header; left out: `envoy`, where one is written.',
  serverHeaderTransformation:
    'Whether the Server header is overwritten, added where missing, or left alone. Left out: overwritten with a `serverName`.',
  stripAnyHostPort: 'Removes the port from the host of requests.',
  acceptHttp10: 'Accepts HTTP/1.0.',
  defaultHostForHttp10: 'Host of HTTP/1.0 requests that name none.',
  enableTrailers: 'Whether trailers of HTTP/1.1 are passed on; otherwise they are dropped.',
  preserveCaseHeaderKeyFormat:
    'Keeps the case in which header names are written in HTTP/1.1; otherwise they are in lower case.',
  headersWithUnderscoresAction:
    'What is done with headers whose names have underscores: they are kept or dropped, or the request is rejected.',
  pathWithEscapedSlashesAction: 'What is done with paths that have escaped slashes (`%2F`, `%5C`).',
  mergeSlashes: 'Merges repeated slashes in paths into one; left out: true.',
  normalizePath: 'Resolves `.` and `..` in paths; left out: true.',
  forwardClientCertDetails:
    'Whether the X-Forwarded-Client-Cert that a client sends is kept, and the certificate of this connection added.',
  setCurrentClientCertDetails:
    'Details of the certificate that are added, with `APPEND_FORWARD` and `SANITIZE_SET`.',
  'setCurrentClientCertDetails.subject': 'Adds its subject.',
  'setCurrentClientCertDetails.cert': 'Adds the certificate itself.',
  'setCurrentClientCertDetails.chain': 'Adds the certificate with its chain.',
  'setCurrentClientCertDetails.dns': 'Adds its DNS names.',
  'setCurrentClientCertDetails.uri': 'Adds its URI names.',
  'upgrades[]': 'Protocols that connections may be upgraded to; left out: websockets.',
  'upgrades[].websocket': 'Websockets, which are allowed unless `enabled` is false.',
  'upgrades[].websocket.enabled': 'Whether they are allowed.',
  'upgrades[].connect':
    'Tunnels by CONNECT. Without effect here, as a route must take them: see RouteOption.',
  'upgrades[].connect.enabled': 'Whether they are allowed.',
  http2ProtocolOptions: 'HTTP/2 with clients.',
  'http2ProtocolOptions.maxConcurrentStreams': 'Maximum number of concurrent streams on a connection.',
  'http2ProtocolOptions.initialStreamWindowSize': 'Initial flow-control window of a stream, in bytes.',
  'http2ProtocolOptions.initialConnectionWindowSize':
    'Initial flow-control window of a connection, in bytes.',
  'http2ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage':
    'An invalid message ends its own stream alone, instead of the connection.',
  earlyHeaderManipulation: 'Changes request headers before the route is chosen.',
  'earlyHeaderManipulation.headersToAdd[]': 'Headers to add or to set.',
  ...within('earlyHeaderManipulation.headersToAdd[]', addedHeaderWords),
  'earlyHeaderManipulation.headersToRemove': 'Names of headers to remove.',
};

export const httpListenerOptionWords: Words = {
  '': 'Says how listeners take HTTP requests.',
  ...targets,
  'spec.options.buffer': 'Buffers requests: each goes to the backend once all of it is there.',
  'spec.options.buffer.maxRequestBytes':
    'Maximum size of a request body, in bytes; a larger one is answered with 413.',
  'spec.options.connectionLimit': 'Limit on the connections of clients.',
  'spec.options.connectionLimit.maxActiveConnections': 'Maximum number of connections.',
  'spec.options.connectionLimit.delayBeforeClose':
    'How long a connection beyond it is held before it is closed.',
  'spec.options.csrf':
    'CSRF protection: rejects requests that change something and come from a page of another origin.',
  'spec.options.dlp': 'Data loss prevention: masks sensitive data in answers.',
  'spec.options.grpcWeb': 'gRPC-Web from clients, which is passed on to backends as gRPC.',
  'spec.options.grpcWeb.disable': 'Turns gRPC-Web off.',
  'spec.options.healthCheck': 'Health check of the proxy itself, which it answers without a backend.',
  'spec.options.healthCheck.path': 'Path of the health check.',
  'spec.options.httpConnectionManagerSettings': 'HTTP with clients.',
  ...within('spec.options.httpConnectionManagerSettings', manager),
  'spec.options.httpLocalRatelimit': 'Local rate limit on requests.',
  'spec.options.networkLocalRatelimit':
    'Local rate limit on connections (a token bucket): each proxy counts by itself; connections beyond it are closed.',
  'spec.options.networkLocalRatelimit.maxTokens': 'Size of the bucket: connections that may come at once.',
  'spec.options.networkLocalRatelimit.tokensPerFill': 'Tokens that are added at each fill.',
  'spec.options.networkLocalRatelimit.fillInterval': 'Time between two fills; left out: 1s.',
  'spec.options.router': 'Forwarding of requests to backends.',
  'spec.options.router.suppressEnvoyHeaders': 'Leaves out the headers that Envoy adds (`x-envoy-…`).',
  'spec.options.sanitizeClusterHeader': 'Removes a header by which a client could choose its backend.',
  'spec.options.waf': 'Web application firewall: rejects requests that look like an attack.',
};
