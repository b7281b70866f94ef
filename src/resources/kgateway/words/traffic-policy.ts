import { type Words, within } from '../../reference/words.ts';
import { processingModeWords, withRequestBodyWords } from './gateway-extension.ts';
import { targetWords, traceAttributeWords } from './policy-parts.ts';

const headerChanges = (at: string): Words => ({
  [`${at}.set[]`]: 'Headers to set, in place of those of the same name.',
  [`${at}.set[].name`]: 'Name of the header.',
  [`${at}.set[].value`]: 'Value of the header.',
  [`${at}.add[]`]: 'Headers to add, beside those of the same name.',
  [`${at}.remove`]: 'Names of headers to remove.',
});

const transformed = (at: string): Words => ({
  [`${at}.set[]`]: 'Headers to set, in place of those of the same name.',
  [`${at}.set[].name`]: 'Name of the header.',
  [`${at}.set[].value`]: 'Template of the value.',
  [`${at}.add[]`]: 'Headers to add, beside those of the same name.',
  [`${at}.add[].name`]: 'Name of the header.',
  [`${at}.add[].value`]: 'Template of the value.',
  [`${at}.remove`]: 'Names of headers to remove.',
  [`${at}.body`]: 'What becomes of the body.',
  [`${at}.body.parseAs`]:
    'How the body is read; only `AsJson` can be rewritten, and a body of another content type passes as it is. `None` leaves it alone.',
  [`${at}.body.value`]:
    'Template of the new body; left out, the body stays, and templates of headers may use its fields.',
});

const lifted = 'Turns off what a more general TrafficPolicy sets of it.';

const named = (at: string): Words => ({
  [`${at}.extensionRef`]: 'GatewayExtension that defines the service.',
  [`${at}.extensionRef.name`]: 'Name of the GatewayExtension.',
  [`${at}.extensionRef.namespace`]: 'Namespace of the GatewayExtension; left out: that of the policy.',
});

const extension = (at: string): Words => ({ ...named(at), [`${at}.disable`]: lifted });

const packing = (at: string, what: string): Words => ({
  [at]: what,
  [`${at}.libraries`]:
    'Encodings, the first of which is used where a client likes several as much; left out: `Gzip`.',
  [`${at}.disable`]: lifted,
});

export const trafficPolicyWords: Words = {
  '': 'Says what is done with requests: authentication, rate limits, timeouts, retries, headers, rewrites, CORS, faults.',
  ...targetWords,
  'spec.acl': 'Access control by client address.',
  'spec.acl.defaultAction': 'What happens to clients that no rule is for.',
  'spec.acl.rules[]':
    'Rules by address. Of several ranges that hold an address the narrowest decides; of equal ones, `deny`.',
  'spec.acl.rules[].name': 'Name of the rule, in what is reported of a request.',
  'spec.acl.rules[].action': 'What happens to clients that the rule is for.',
  'spec.acl.rules[].cidrs': 'IP addresses, and ranges of them (CIDR).',
  'spec.acl.denyResponse': 'Answer to clients that are denied.',
  'spec.acl.denyResponse.statusCode': 'Status code of the answer; another than 403 has no effect.',
  'spec.apiKeyAuth': 'API key authentication: requests need the key of a client.',
  'spec.apiKeyAuth.secretRef': 'Secret that holds each client’s key under the client’s name.',
  'spec.apiKeyAuth.secretSelector':
    'The same by labels: every Secret in the policy’s namespace that has them. Of a client in several, one key holds.',
  'spec.apiKeyAuth.secretSelector.matchLabels': 'Labels that a Secret must have, all of them.',
  'spec.apiKeyAuth.keySources[]':
    'Where the key is looked for in a request, in this order; left out: in the header `api-key`.',
  'spec.apiKeyAuth.keySources[].header': 'Name of a header.',
  'spec.apiKeyAuth.keySources[].query': 'Name of a query parameter.',
  'spec.apiKeyAuth.keySources[].cookie': 'Name of a cookie.',
  'spec.apiKeyAuth.forwardCredential': 'Passes the key on to the backend; otherwise it is removed.',
  'spec.apiKeyAuth.clientIdHeader': 'Request header in which the backend gets the client’s name.',
  'spec.apiKeyAuth.disable': lifted,
  'spec.basicAuth': 'HTTP basic authentication: requests need the name and password of a user.',
  'spec.basicAuth.users': 'Users, as lines of htpasswd: `name:{SHA}hash`.',
  'spec.basicAuth.secretRef': 'Secret that holds such lines.',
  'spec.basicAuth.secretRef.name': 'Name of the Secret.',
  'spec.basicAuth.secretRef.namespace':
    'Namespace of the Secret; another than the policy’s needs a ReferenceGrant there.',
  'spec.basicAuth.secretRef.key': 'Key of the Secret that holds the lines.',
  'spec.basicAuth.disable': lifted,
  'spec.csrf':
    'CSRF protection: rejects requests that change something and come from a page of another origin.',
  'spec.csrf.percentageEnabled': 'Share of requests that are checked, in percent; left out: 100.',
  'spec.csrf.percentageShadowed':
    'Dry run: share of requests that are checked and counted, in percent, while none is rejected.',
  'spec.csrf.additionalOrigins[]': 'Other origins that are allowed, by their hosts.',
  'spec.csrf.additionalOrigins[].exact': 'The host.',
  'spec.csrf.additionalOrigins[].prefix': 'How the host begins.',
  'spec.csrf.additionalOrigins[].suffix': 'How the host ends.',
  'spec.csrf.additionalOrigins[].contains': 'Text that the host contains.',
  'spec.csrf.additionalOrigins[].safeRegex': 'Regular expression (RE2) that the whole host matches.',
  'spec.csrf.additionalOrigins[].ignoreCase': 'Ignores the case of letters.',
  'spec.extAuth': 'External authorization: a service decides which requests pass.',
  ...extension('spec.extAuth'),
  'spec.extAuth.withRequestBody':
    'Sends the request body to the service, in place of what the extension says of it.',
  ...within('spec.extAuth.withRequestBody', withRequestBodyWords),
  'spec.extAuth.contextExtensions':
    'Context that the service gets, as pairs of texts. Of gRPC services alone.',
  'spec.jwtAuth': 'JWT authentication: requests need a token of a provider.',
  ...extension('spec.jwtAuth'),
  'spec.oauth2': 'OAuth 2.0 login: browsers without a login are sent to log in at a provider.',
  'spec.oauth2.extensionRef': 'GatewayExtension that defines the login (`oauth2`).',
  'spec.oauth2.extensionRef.name': 'Name of the GatewayExtension.',
  'spec.oauth2.extensionRef.namespace': 'Namespace of the GatewayExtension; left out: that of the policy.',
  'spec.rbac':
    'Authorization by expressions. Where policies of several levels have it, that of the most specific one holds alone.',
  'spec.rbac.policy': 'The expressions.',
  'spec.rbac.policy.matchExpressions':
    'CEL expressions over Envoy’s attributes of a request; it matches where one of them is true.',
  'spec.rbac.action': '`Allow`: only requests that match pass. `Deny`: only requests that do not.',
  'spec.autoHostRewrite': 'Rewrites the host of requests to the name of their endpoint.',
  'spec.buffer': 'Buffers requests: each goes to the backend once all of it is there.',
  'spec.buffer.maxRequestSize': 'Maximum size of a request body; a larger one is answered with 413.',
  'spec.buffer.disable': lifted,
  'spec.compression': 'Compression of answers, decompression of requests.',
  ...packing('spec.compression.responseCompression', 'Compresses answers for clients that accept it.'),
  ...packing(
    'spec.compression.requestDecompression',
    'Decompresses requests that come in one of these encodings.',
  ),
  'spec.cors': 'CORS: which requests browsers may send for pages of other origins.',
  'spec.cors.allowOrigins': 'Origins that are allowed.',
  'spec.cors.allowMethods': 'Methods that are allowed.',
  'spec.cors.allowHeaders': 'Request headers that are allowed.',
  'spec.cors.exposeHeaders': 'Response headers that pages may read.',
  'spec.cors.allowCredentials': 'Allows requests with credentials, such as cookies.',
  'spec.cors.maxAge': 'How long browsers may cache this, in seconds.',
  'spec.cors.disable': lifted,
  'spec.extProc': 'External processing: a service changes requests and answers.',
  ...extension('spec.extProc'),
  'spec.extProc.processingMode':
    'Which parts of requests and answers are sent to the service, in place of what the extension says.',
  ...within('spec.extProc.processingMode', processingModeWords),
  'spec.faultInjection': 'Injects faults into a share of requests.',
  'spec.faultInjection.delay': 'Delays requests.',
  'spec.faultInjection.delay.fixedDelay': 'Length of the delay.',
  'spec.faultInjection.delay.percentage': 'Share of requests, in percent.',
  'spec.faultInjection.abort': 'Answers requests with an error, without asking a backend.',
  'spec.faultInjection.abort.httpStatus': 'Status code of the answer.',
  'spec.faultInjection.abort.grpcStatus': 'gRPC status of the answer, by number.',
  'spec.faultInjection.abort.percentage': 'Share of requests, in percent.',
  'spec.faultInjection.responseRateLimit': 'Limits the bandwidth of answers.',
  'spec.faultInjection.responseRateLimit.kbitsPerSecond': 'Maximum bandwidth, in kilobits per second.',
  'spec.faultInjection.responseRateLimit.percentage': 'Share of requests, in percent.',
  'spec.faultInjection.maxActiveFaults': 'Maximum number of faults at a time; left out: no limit.',
  'spec.faultInjection.disable': lifted,
  'spec.headerModifiers': 'Changes headers, in addition to the filters of the route.',
  'spec.headerModifiers.request': 'Changes of requests.',
  ...headerChanges('spec.headerModifiers.request'),
  'spec.headerModifiers.response': 'Changes of responses.',
  ...headerChanges('spec.headerModifiers.response'),
  'spec.httpUpgrade[]': 'Protocols that connections may be upgraded to; left out: `websocket`.',
  'spec.httpUpgrade[].type': 'Protocol, as in the header `Upgrade`; or `CONNECT`, the method.',
  'spec.httpUpgrade[].connect': 'Settings for `CONNECT`.',
  'spec.httpUpgrade[].connect.terminate':
    'Terminates CONNECT at the proxy, and sends the data inside to the backend over TCP.',
  'spec.internalRedirect':
    'Internal redirects: the proxy itself follows redirects of a backend, to whatever route they lead.',
  'spec.internalRedirect.redirectResponseCodes':
    'Status codes of redirects that are followed; left out: 302.',
  'spec.internalRedirect.allowCrossSchemeRedirect': 'Follows redirects from http to https and back, too.',
  'spec.internalRedirect.responseHeadersToCopy':
    'Headers of the redirect that are copied to the next request.',
  'spec.internalRedirect.maxRedirects': 'Maximum number of redirects in a row; left out: 1.',
  'spec.requestMirror': 'How requests are mirrored where a RequestMirror filter asks for it.',
  'spec.requestMirror.disableShadowHostSuffixAppend':
    'Keeps the host of mirrored requests; otherwise `-shadow` is appended.',
  'spec.requestMirror.hostRewriteLiteral': 'Host of mirrored requests.',
  'spec.rateLimit': 'Rate limits on requests.',
  'spec.rateLimit.local':
    'Local rate limit: each proxy counts by itself. Without a `tokenBucket` it turns off that of a more general policy.',
  'spec.rateLimit.local.percentEnabled':
    'Share of requests that the limit applies to, in percent; left out: 100.',
  'spec.rateLimit.local.percentEnforced':
    'Share of requests beyond the limit that are rejected, in percent; left out: 100.',
  'spec.rateLimit.local.tokenBucket':
    'Token bucket: each request takes a token; where there is none, it is answered with 429.',
  'spec.rateLimit.local.tokenBucket.maxTokens': 'Size of the bucket, which is full at first.',
  'spec.rateLimit.local.tokenBucket.tokensPerFill': 'Tokens that are added at each fill.',
  'spec.rateLimit.local.tokenBucket.fillInterval': 'Time between two fills.',
  'spec.rateLimit.global': 'Global rate limit: a service counts for all proxies together.',
  ...named('spec.rateLimit.global'),
  'spec.rateLimit.global.descriptors[]': 'Rate limit descriptors, each of which is counted by itself.',
  'spec.rateLimit.global.descriptors[].entries[]': 'Entries of the descriptor.',
  'spec.rateLimit.global.descriptors[].entries[].type':
    '`Generic`: a fixed value. `Header`: a request header. `RemoteAddress`: the client’s address. `Path`: the path.',
  'spec.rateLimit.global.descriptors[].entries[].generic': 'For `Generic`: a fixed entry.',
  'spec.rateLimit.global.descriptors[].entries[].generic.key': 'Key of the entry.',
  'spec.rateLimit.global.descriptors[].entries[].generic.value': 'Value of the entry.',
  'spec.rateLimit.global.descriptors[].entries[].header':
    'For `Header`: name of the header, which is the key of the entry. Requests without it are not counted.',
  'spec.retry': 'Retries of requests that failed. Retries in the rule itself go before it.',
  'spec.retry.retryOn': 'Envoy’s conditions under which a request is retried.',
  'spec.retry.statusCodes': 'Status codes that are retried.',
  'spec.retry.attempts': 'Maximum number of retries, beside the first attempt.',
  'spec.retry.perTryTimeout': 'Timeout of each attempt.',
  'spec.retry.backoffBaseInterval':
    'First pause of the exponential backoff, whose longest is ten times that; left out: 25ms.',
  'spec.statPrefix':
    'Name of statistics for the rule; may hold `{{route_name}}`, `{{route_namespace}}` and `{{rule_name}}`.',
  'spec.timeouts': 'Timeouts of requests. Timeouts in the rule itself go before them.',
  'spec.timeouts.request': 'Timeout of a request, until its answer is complete; 0s: none.',
  'spec.timeouts.streamIdle': 'How long a request with its answer may go without data either way.',
  'spec.tracing': 'Tracing of requests, where the gateway has a tracing provider.',
  'spec.tracing.clientSampling': 'Share of the requests for which the client asks for a trace, in percent.',
  'spec.tracing.randomSampling':
    'Share of the requests of which nobody decided before, chosen at random, in percent.',
  'spec.tracing.overallSampling': 'Upper limit for all requests, however they were chosen, in percent.',
  'spec.tracing.attributes[]': 'Tags that are added to spans.',
  ...within('spec.tracing.attributes[]', traceAttributeWords),
  'spec.tracing.disable': 'Turns tracing off.',
  'spec.transformation':
    'Changes headers and bodies by templates (Inja), which may hold plain text, `header("x")`, `request_header("x")`, `env("X")`, and, of a body parsed `AsJson`, fields such as `{{ shop.name }}`.',
  'spec.transformation.request': 'Changes of requests.',
  ...transformed('spec.transformation.request'),
  'spec.transformation.response': 'Changes of responses.',
  ...transformed('spec.transformation.response'),
  'spec.urlRewrite': 'Rewrites the path of requests, where no filter of the rule does.',
  'spec.urlRewrite.pathRegex': 'Rewriting by a regular expression (RE2).',
  'spec.urlRewrite.pathRegex.pattern': 'Regular expression whose matches in the path are replaced.',
  'spec.urlRewrite.pathRegex.substitution': 'Replacement; `\\1` is the first group.',
};
