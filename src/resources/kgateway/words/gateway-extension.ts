import { type Words, within } from '../../reference/words.ts';

const callWords: Words = {
  backendRef: 'Who is called.',
  requestTimeout: 'How long an answer may take.',
  retry: 'Asks again where that fails.',
  'retry.attempts': 'How often.',
  'retry.backoff': 'How long is waited before.',
  'retry.backoff.baseInterval': 'Before the first.',
  'retry.backoff.maxInterval': 'At most; left out: ten times that.',
};
const grpcWords: Words = { ...callWords, authority: 'By what name it is called.' };

/** withRequestBodyWords are what of a request's body a service is told. */
export const withRequestBodyWords: Words = {
  maxRequestBytes: 'At most so many bytes; a request with a longer one is turned away.',
  allowPartialMessage: 'Of a longer one, tells the beginning.',
  packAsBytes: 'As bytes, and not as text. Of gRPC.',
};

/** processingModeWords are what of requests and answers a service is shown. */
export const processingModeWords: Words = {
  requestHeaderMode: 'Headers of requests; left out: yes.',
  responseHeaderMode: 'Headers of answers; left out: yes.',
  requestBodyMode: 'Bodies of requests, and in which way.',
  responseBodyMode: 'Bodies of answers.',
  requestTrailerMode: 'Trailers of requests; left out: no.',
  responseTrailerMode: 'Trailers of answers; left out: no.',
};

const providerWords: Words = {
  name: 'Its name.',
  issuer: 'Who must have issued a token; left out: whoever.',
  audiences: 'For one of whom it must be meant; left out: for whomever.',
  tokenSource:
    'Where tokens are; left out: in Authorization, behind Bearer, and in the parameter `access_token`.',
  'tokenSource.header': 'A header.',
  'tokenSource.header.header': 'Its name.',
  'tokenSource.header.prefix': 'What goes before the token there.',
  'tokenSource.queryParameter': 'A parameter of the query.',
  'claimsToHeaders[]': 'Claims that the backend is told, and that take part in finding the route.',
  'claimsToHeaders[].name': 'The claim; nested ones are joined by dots.',
  'claimsToHeaders[].header': 'In which header.',
  forwardToken: 'Shows the backend the token, too.',
  clockSkew: 'By how much clocks may differ; left out: a minute.',
  jwks: 'The keys that tokens are signed with.',
  'jwks.local': 'As they are.',
  'jwks.local.inline': 'A key set, a key, or a public key as PEM.',
  'jwks.local.configMapRef': 'A ConfigMap of this namespace that holds them under `jwks`.',
  'jwks.local.configMapRef.name': 'Its name.',
  'jwks.remote': 'From where they are fetched.',
  'jwks.remote.url': 'The address.',
  'jwks.remote.backendRef': 'Who is asked for it.',
  'jwks.remote.cacheDuration': 'How long they hold; left out: 5m.',
  'jwks.remote.timeout': 'How long that may take.',
  'jwks.remote.asyncFetch': 'They are fetched when the listener is made, and before they run out.',
  'jwks.remote.asyncFetch.failedRefetchDuration': 'How soon again after a failure.',
  'jwks.remote.retryPolicy': 'Asks again where that fails.',
  'jwks.remote.retryPolicy.numRetries': 'How often.',
  'jwks.remote.retryPolicy.retryBackOff': 'How long is waited before.',
  'jwks.remote.retryPolicy.retryBackOff.baseInterval': 'Before the first.',
  'jwks.remote.retryPolicy.retryBackOff.maxInterval': 'At most.',
};

export const gatewayExtensionWords: Words = {
  '': 'A service that TrafficPolicies have asked, or whose tokens are believed. It says itself whom it calls, so that a backend of another namespace needs a ReferenceGrant for it there; any policy may name it.',
  'spec.extAuth': 'A service that is asked who may pass.',
  'spec.extAuth.grpcService': 'By gRPC.',
  ...within('spec.extAuth.grpcService', grpcWords),
  'spec.extAuth.httpService': 'By HTTP.',
  ...within('spec.extAuth.httpService', callWords),
  'spec.extAuth.httpService.pathPrefix': 'What goes before the request’s own path.',
  'spec.extAuth.httpService.authorizationRequest': 'What it is told besides.',
  'spec.extAuth.httpService.authorizationRequest.headersToAdd': 'Headers.',
  'spec.extAuth.httpService.authorizationResponse': 'What of its answer goes on.',
  'spec.extAuth.httpService.authorizationResponse.headersToBackend': 'Headers that the backend is told.',
  'spec.extAuth.httpService.authorizationResponse.headersToClient':
    'Headers that the client is told where it does not pass; left out: all.',
  'spec.extAuth.httpService.authorizationResponse.headersToClientOnSuccess':
    'Headers that the client is told where it does.',
  'spec.extAuth.headersToForward':
    'Headers that it is told; left out: by gRPC all, by HTTP Authorization alone.',
  'spec.extAuth.failOpen': 'Everybody passes while it cannot be asked.',
  'spec.extAuth.clearRouteCache': 'What it changes takes part in finding the route.',
  'spec.extAuth.withRequestBody': 'What of the body it is told.',
  ...within('spec.extAuth.withRequestBody', withRequestBodyWords),
  'spec.extAuth.statusOnError': 'What is answered while it cannot be asked.',
  'spec.extProc': 'A service that changes requests and answers.',
  'spec.extProc.grpcService': 'By gRPC.',
  ...within('spec.extProc.grpcService', grpcWords),
  'spec.extProc.failOpen': 'Requests pass unchanged while it cannot be reached.',
  'spec.extProc.processingMode': 'What it is shown.',
  ...within('spec.extProc.processingMode', processingModeWords),
  'spec.extProc.messageTimeout': 'How long it may take.',
  'spec.extProc.maxMessageTimeout': 'As long as it may ask to be waited for; 0s: no longer.',
  'spec.extProc.allowProcessingModeOverride': 'It may say itself what it is shown.',
  'spec.extProc.requestAttributes': 'Attributes of Envoy’s that it is told of requests.',
  'spec.extProc.metadataOptions': 'What of other filters it is told.',
  'spec.extProc.metadataOptions.forwarding': 'Metadata, by its namespace.',
  'spec.extProc.metadataOptions.forwarding.untyped': 'The namespaces.',
  'spec.jwt': 'Whose tokens are believed.',
  'spec.jwt.validationMode':
    '`AllowMissing` lets those pass who bring no token, `AllowMissingOrFailed` also those whose token nobody vouches for.',
  'spec.jwt.providers[]': 'Who issues tokens; one that vouches is enough.',
  ...within('spec.jwt.providers[]', providerWords),
  'spec.rateLimit': 'A service that counts requests for all proxies together, and knows the limits.',
  'spec.rateLimit.grpcService': 'By gRPC (Envoy’s rate limit service).',
  ...within('spec.rateLimit.grpcService', grpcWords),
  'spec.rateLimit.domain': 'Whose limits are meant, in its words.',
  'spec.rateLimit.failOpen': 'Requests pass while it cannot be asked.',
  'spec.rateLimit.timeout': 'How long an answer may take; left out: 100ms.',
  'spec.rateLimit.xRateLimitHeaders': 'Tells clients what is left to them.',
  'spec.rateLimit.percentEnabled': 'About how many requests in a hundred it is asked; left out: all.',
  'spec.rateLimit.percentEnforced':
    'How many in a hundred of those that are too many are turned away; left out: all.',
  'spec.oauth2': 'Sends clients to log in.',
};
