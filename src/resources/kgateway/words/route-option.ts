import type { Words } from '../../reference/words.ts';
import { requestOptionWords } from './request-options.ts';

export const routeOptionWords: Words = {
  '': 'Says what is done with requests of a route, or of a rule that names it in a filter (ExtensionRef), which goes before. Several hold together, field by field.',
  'spec.targetRefs[]': 'Routes that the options apply to.',
  'spec.options': 'The options.',
  'spec.options.timeout':
    'Timeout of a request, until its answer is complete; 0s: none. A timeout in the rule itself goes before it.',
  'spec.options.idleTimeout': 'How long a request with its answer may go without data either way.',
  ...requestOptionWords,
  'spec.options.maxStreamDuration': 'Maximum duration of a request with its answer, streams included.',
  'spec.options.maxStreamDuration.maxStreamDuration': 'The duration.',
  'spec.options.maxStreamDuration.grpcTimeoutHeaderMax':
    'Heeds the timeout that a gRPC client asks for (`grpc-timeout`), up to this; 0s: any. Left out: it does not count.',
  'spec.options.maxStreamDuration.grpcTimeoutHeaderOffset':
    'Time that is subtracted from the timeout that a gRPC client asks for.',
  'spec.options.shadowing': 'Mirrors requests: copies go to an Upstream, whose answers are ignored.',
  'spec.options.shadowing.upstream': 'Upstream that gets the copies.',
  'spec.options.shadowing.upstream.name': 'Name of the Upstream.',
  'spec.options.shadowing.upstream.namespace':
    'Namespace of the Upstream; another than the option’s needs a ReferenceGrant there.',
  'spec.options.shadowing.percentage': 'Share of requests that are mirrored, in percent.',
  'spec.options.tracing': 'Tracing of requests, where the gateway has a tracing provider.',
  'spec.options.tracing.routeDescriptor': 'Name of the spans.',
  'spec.options.tracing.tracePercentages': 'Sampling: which shares of requests are traced, in percent.',
  'spec.options.tracing.tracePercentages.clientSamplePercentage':
    'Share of the requests for which the client asks for a trace.',
  'spec.options.tracing.tracePercentages.randomSamplePercentage':
    'Share of the requests of which nobody decided before, chosen at random.',
  'spec.options.tracing.tracePercentages.overallSamplePercentage':
    'Upper limit for all requests, however they were chosen.',
  'spec.options.upgrades[]': 'Protocols that connections may be upgraded to; left out: websockets.',
  'spec.options.upgrades[].websocket': 'Websockets, which are allowed unless `enabled` is false.',
  'spec.options.upgrades[].websocket.enabled': 'Whether they are allowed.',
  'spec.options.upgrades[].connect': 'Tunnels, by the method CONNECT.',
  'spec.options.upgrades[].connect.enabled': 'Whether they are allowed.',
  'spec.options.faults': 'Injects faults into a share of requests.',
  'spec.options.faults.abort': 'Answers requests with an error, without asking a backend.',
  'spec.options.faults.abort.percentage': 'Share of requests, in percent.',
  'spec.options.faults.abort.httpStatus': 'Status code of the answer.',
  'spec.options.faults.delay': 'Delays requests.',
  'spec.options.faults.delay.percentage': 'Share of requests, in percent.',
  'spec.options.faults.delay.fixedDelay': 'Length of the delay.',
  'spec.options.prefixRewrite': 'Path that replaces the prefix that the rule matched.',
  'spec.options.regexRewrite': 'Rewrites the path by a regular expression (RE2).',
  'spec.options.regexRewrite.pattern': 'What is replaced.',
  'spec.options.regexRewrite.pattern.regex': 'Regular expression whose matches in the path are replaced.',
  'spec.options.regexRewrite.substitution': 'Replacement; `\\1` is the first group.',
  'spec.options.hostRewrite': 'Host that requests to backends get.',
  'spec.options.autoHostRewrite': 'Rewrites the host of requests to the name of their endpoint.',
  'spec.options.hostRewritePathRegex':
    'Makes the host of requests of their path, by a regular expression (RE2).',
  'spec.options.hostRewritePathRegex.pattern': 'What is replaced.',
  'spec.options.hostRewritePathRegex.pattern.regex':
    'Regular expression whose matches in the path are replaced.',
  'spec.options.hostRewritePathRegex.substitution': 'Replacement; `\\1` is the first group.',
  'spec.options.hostRewriteHeader': 'Request header whose value becomes the host of the request.',
  'spec.options.appendXForwardedHost':
    'Tells backends the host that the client named in X-Forwarded-Host, where the host is rewritten.',
  'spec.options.lbHash':
    'Parts of a request that are hashed, where the backend’s load balancing is ring hash or Maglev.',
  'spec.options.lbHash.hashPolicies[]': 'The parts, in this order.',
  'spec.options.lbHash.hashPolicies[].header': 'Name of a request header.',
  'spec.options.lbHash.hashPolicies[].cookie': 'A cookie.',
  'spec.options.lbHash.hashPolicies[].cookie.name': 'Name of the cookie.',
  'spec.options.lbHash.hashPolicies[].cookie.ttl':
    'Lifetime of a cookie that is set for clients without one; 0s: a session cookie. Left out: none is set.',
  'spec.options.lbHash.hashPolicies[].cookie.path': 'Path of the cookie that is set.',
  'spec.options.lbHash.hashPolicies[].sourceIp': 'The client’s IP address.',
  'spec.options.lbHash.hashPolicies[].terminal':
    'Where the request has this part, none that follow are hashed.',
  'spec.options.jwtProvidersStaged': 'JWT authentication: requests need a token of a provider.',
};
