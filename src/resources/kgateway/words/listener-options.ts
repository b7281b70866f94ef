import { type Words, within } from '../../reference/words.ts';
import { addedHeaderWords, requestOptionWords } from './request-options.ts';

const targets: Words = {
  'spec.targetRefs[]': 'The Gateways that it is about, listeners of them, or ListenerSets.',
  'spec.options': 'What is done.',
};

export const virtualHostOptionWords: Words = {
  '': 'Says what is done with the requests of a whole Gateway, or of a listener of it: what a RouteOption says goes before. Several hold together, field by field.',
  ...targets,
  ...requestOptionWords,
};

const logs: Words = {
  'accessLog[]': 'Each:',
  'accessLog[].fileSink': 'To a file of the proxy.',
  'accessLog[].fileSink.path': 'Which: `/dev/stdout`, for one.',
  'accessLog[].fileSink.stringFormat': 'As a line, in Envoy’s operators (`%REQ(:PATH)%`).',
  'accessLog[].fileSink.jsonFormat': 'As JSON, in the texts of which they stand.',
};

export const listenerOptionWords: Words = {
  '': 'Says how listeners take connections.',
  ...targets,
  'spec.options.accessLoggingService': 'Records of requests.',
  ...within('spec.options.accessLoggingService', logs),
  'spec.options.listenerAccessLoggingService': 'Records of connections.',
  ...within('spec.options.listenerAccessLoggingService', logs),
  'spec.options.perConnectionBufferLimitBytes':
    'Bytes that are held of a connection before the sender waits.',
  'spec.options.proxyProtocol': 'Expects PROXY protocol of every connection.',
  'spec.options.proxyProtocol.allowRequestsWithoutProxyProtocol': 'Those without it are taken as well.',
};

const manager: Words = {
  useRemoteAddress:
    'Whether the client’s address is that of the connection; no: the one that X-Forwarded-For names. Left out: yes.',
  xffNumTrustedHops: 'So many proxies before this one are ours.',
  skipXffAppend: 'Leaves X-Forwarded-For as it came.',
  via: 'What stands in Via.',
  generateRequestId: 'Makes an `x-request-id` where there is none; left out: yes.',
  preserveExternalRequestId: 'Keeps the one that a client sends.',
  proxy100Continue: 'Has backends answer `Expect: 100-continue`.',
  streamIdleTimeout: 'A request without anything sent; 0 is no limit.',
  idleTimeout: 'A connection without a request; 0 is no limit.',
  requestTimeout: 'Until a request is there as a whole.',
  requestHeadersTimeout: 'Until its headers are.',
  maxConnectionDuration: 'How long a connection may last.',
  maxStreamDuration: 'How long a request with its answer may.',
  maxHeadersCount: 'How many headers a request may have; left out: 100.',
  maxRequestsPerConnection: 'After so many requests a connection is closed.',
  maxRequestHeadersKb: 'How long its headers may be together, in KiB; left out: 60.',
  serverName: 'What answers name as their server.',
  serverHeaderTransformation: 'When they do.',
  stripAnyHostPort: 'Takes the port off the Host.',
  acceptHttp10: 'Understands HTTP/1.0.',
  defaultHostForHttp10: 'Whom a request without Host is for.',
  enableTrailers: 'Whether trailers are understood.',
  preserveCaseHeaderKeyFormat: 'Leaves the case of headers as it came.',
  headersWithUnderscoresAction: 'What is done with headers that have an underscore in their name.',
  pathWithEscapedSlashesAction: 'What is done with `%2F` and `%5C`.',
  mergeSlashes: 'Makes one of several slashes; left out: yes.',
  normalizePath: 'Resolves `.` and `..` in paths; left out: yes.',
  forwardClientCertDetails: 'What backends are told of the client’s certificate.',
  setCurrentClientCertDetails: 'What is told:',
  'setCurrentClientCertDetails.subject': 'its subject,',
  'setCurrentClientCertDetails.cert': 'the certificate,',
  'setCurrentClientCertDetails.chain': 'those that vouch for it, too,',
  'setCurrentClientCertDetails.dns': 'its hosts,',
  'setCurrentClientCertDetails.uri': 'its URI.',
  'upgrades[]': 'Protocols that connections may be turned to.',
  'upgrades[].websocket': 'Websockets, which may be unless it is said.',
  'upgrades[].websocket.enabled': 'Whether they may.',
  'upgrades[].connect': 'Tunnels: no route takes them here, a RouteOption’s does.',
  'upgrades[].connect.enabled': 'Whether they may.',
  http2ProtocolOptions: 'How HTTP/2 is spoken.',
  'http2ProtocolOptions.maxConcurrentStreams': 'Requests at once on a connection.',
  'http2ProtocolOptions.initialStreamWindowSize': 'Bytes that may be under way of one request.',
  'http2ProtocolOptions.initialConnectionWindowSize': 'Bytes that may be of all of a connection.',
  'http2ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage':
    'A request that breaks the protocol ends alone, instead of its connection.',
  earlyHeaderManipulation: 'Changes headers of requests before a route is chosen.',
  'earlyHeaderManipulation.headersToAdd[]': 'Headers that are put there.',
  ...within('earlyHeaderManipulation.headersToAdd[]', addedHeaderWords),
  'earlyHeaderManipulation.headersToRemove': 'Headers that are taken out.',
};

export const httpListenerOptionWords: Words = {
  '': 'Says how HTTP is spoken with clients.',
  ...targets,
  'spec.options.buffer': 'Waits for the whole of a request.',
  'spec.options.buffer.maxRequestBytes': 'Bytes it may have; a longer one is answered with 413.',
  'spec.options.connectionLimit': 'How many connections at once.',
  'spec.options.connectionLimit.maxActiveConnections': 'So many.',
  'spec.options.connectionLimit.delayBeforeClose': 'How long one too many is held before it is closed.',
  'spec.options.csrf': 'Turns away what pages of other sites send.',
  'spec.options.dlp': 'Masks what answers must not show.',
  'spec.options.grpcWeb': 'Understands gRPC-Web.',
  'spec.options.grpcWeb.disable': 'Does not.',
  'spec.options.healthCheck': 'Answers for the proxy itself whether it is well.',
  'spec.options.healthCheck.path': 'At this path.',
  'spec.options.httpConnectionManagerSettings': 'How HTTP is spoken.',
  ...within('spec.options.httpConnectionManagerSettings', manager),
  'spec.options.httpLocalRatelimit': 'How many requests pass.',
  'spec.options.networkLocalRatelimit': 'How many connections are taken.',
  'spec.options.networkLocalRatelimit.maxTokens': 'At most so many at once.',
  'spec.options.networkLocalRatelimit.tokensPerFill': 'So many',
  'spec.options.networkLocalRatelimit.fillInterval': 'in this time; left out: 1s.',
  'spec.options.router': 'How requests are sent on.',
  'spec.options.router.suppressEnvoyHeaders': 'Envoy’s own headers (`x-envoy-…`) are left out.',
  'spec.options.sanitizeClusterHeader': 'Takes a header away by which a client would choose its backend.',
  'spec.options.waf': 'Turns away what looks like an attack.',
};
