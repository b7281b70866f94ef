import { type Words, within } from '../../reference/words.ts';

const callWords: Words = {
  backendRef: 'Service that is called.',
  requestTimeout: 'Timeout of a call.',
  retry: 'Retries of calls that failed.',
  'retry.attempts': 'Maximum number of retries, beside the first attempt.',
  'retry.backoff': 'Exponential backoff between retries.',
  'retry.backoff.baseInterval': 'First pause.',
  'retry.backoff.maxInterval': 'Longest pause; left out: ten times the first.',
};
const grpcWords: Words = {
  ...callWords,
  authority: 'Authority (host) of the call; left out: that of the backend.',
};

/** withRequestBodyWords are what of a request's body a service is told. */
export const withRequestBodyWords: Words = {
  maxRequestBytes: 'Maximum size of the body, in bytes; requests with a longer one are rejected.',
  allowPartialMessage: 'Sends the beginning of a longer body, instead of rejecting its request.',
  packAsBytes: 'Sends the body as bytes, not as text. Of gRPC services alone.',
};

/** processingModeWords are what of requests and answers a service is shown. */
export const processingModeWords: Words = {
  requestHeaderMode: 'Whether request headers are sent; left out: they are.',
  responseHeaderMode: 'Whether response headers are sent; left out: they are.',
  requestBodyMode: 'How the request body is sent.',
  responseBodyMode: 'How the response body is sent.',
  requestTrailerMode: 'Whether request trailers are sent; left out: they are not.',
  responseTrailerMode: 'Whether response trailers are sent; left out: they are not.',
};

const providerWords: Words = {
  name: 'Name of the provider.',
  issuer: 'Issuer (`iss`) that a token must have; left out: any.',
  audiences: 'Audiences (`aud`) of which a token must have one; left out: any.',
  tokenSource:
    'Where the token is in a request; left out: in `Authorization: Bearer`, or the query parameter `access_token`.',
  'tokenSource.header': 'A request header.',
  'tokenSource.header.header': 'Name of the header.',
  'tokenSource.header.prefix': 'Text before the token in its value.',
  'tokenSource.queryParameter': 'A query parameter, by its name.',
  'claimsToHeaders[]':
    'Claims that are copied to request headers, for the backend; routes may match these headers.',
  'claimsToHeaders[].name': 'Name of the claim; nested ones are joined by dots.',
  'claimsToHeaders[].header': 'Name of the header.',
  forwardToken: 'Passes the token on to the backend; otherwise it is removed.',
  clockSkew: 'By how much clocks may differ where times of a token are checked; left out: 1m.',
  jwks: 'Keys that tokens are signed with (JWKS).',
  'jwks.local': 'Keys that are written here, or in a ConfigMap.',
  'jwks.local.inline': 'A JWKS, a single key, or a public key in PEM.',
  'jwks.local.configMapRef': 'ConfigMap of this namespace that holds them under the key `jwks`.',
  'jwks.local.configMapRef.name': 'Name of the ConfigMap.',
  'jwks.remote': 'Keys that the proxy fetches.',
  'jwks.remote.url': 'URL of the JWKS.',
  'jwks.remote.backendRef': 'Backend that is asked for the URL.',
  'jwks.remote.cacheDuration': 'How long keys are cached; left out: 5m.',
  'jwks.remote.timeout': 'Timeout of a fetch.',
  'jwks.remote.asyncFetch':
    'Keys are fetched ahead of requests, when the listener is made and before the cache expires.',
  'jwks.remote.asyncFetch.failedRefetchDuration': 'Pause after a fetch that failed.',
  'jwks.remote.retryPolicy': 'Retries of fetches that failed.',
  'jwks.remote.retryPolicy.numRetries': 'Maximum number of retries.',
  'jwks.remote.retryPolicy.retryBackOff': 'Exponential backoff between retries.',
  'jwks.remote.retryPolicy.retryBackOff.baseInterval': 'First pause.',
  'jwks.remote.retryPolicy.retryBackOff.maxInterval': 'Longest pause; left out: ten times the first.',
};

export const gatewayExtensionWords: Words = {
  '': 'Defines external authorization, external processing, JWT authentication, OAuth 2.0 login or rate limiting for TrafficPolicies. Any policy may name it; to a backend of another namespace it needs a ReferenceGrant.',
  'spec.extAuth': 'External authorization: a service decides which requests pass.',
  'spec.extAuth.grpcService':
    'Service that is called by gRPC (Envoy’s authorization API). Timeout without `requestTimeout`: 200ms.',
  ...within('spec.extAuth.grpcService', grpcWords),
  'spec.extAuth.httpService': 'Service that is called by HTTP. Timeout without `requestTimeout`: 2s.',
  ...within('spec.extAuth.httpService', callWords),
  'spec.extAuth.httpService.pathPrefix': 'Prefix that is put before the path of the request.',
  'spec.extAuth.httpService.authorizationRequest': 'Additions to the request to the service.',
  'spec.extAuth.httpService.authorizationRequest.headersToAdd': 'Headers to add, with their values.',
  'spec.extAuth.httpService.authorizationResponse': 'What of the service’s answer is passed on.',
  'spec.extAuth.httpService.authorizationResponse.headersToBackend':
    'Headers of the answer that are passed on to the backend.',
  'spec.extAuth.httpService.authorizationResponse.headersToClient':
    'Headers of the answer that the client gets where its request is denied; left out: all.',
  'spec.extAuth.httpService.authorizationResponse.headersToClientOnSuccess':
    'Headers of the answer that the client gets where its request is allowed; left out: none.',
  'spec.extAuth.headersToForward':
    'Request headers that the service gets; left out: all by gRPC, `Authorization` alone by HTTP.',
  'spec.extAuth.failOpen': 'Lets requests pass while the service cannot be reached.',
  'spec.extAuth.clearRouteCache': 'Matches routes anew after the service has changed headers.',
  'spec.extAuth.withRequestBody': 'Sends the request body to the service.',
  ...within('spec.extAuth.withRequestBody', withRequestBodyWords),
  'spec.extAuth.statusOnError': 'Status code of answers while the service cannot be reached.',
  'spec.extProc': 'External processing: a service changes requests and answers.',
  'spec.extProc.grpcService': 'Service that is called by gRPC (Envoy’s external processor API).',
  ...within('spec.extProc.grpcService', grpcWords),
  'spec.extProc.failOpen': 'Lets requests pass unchanged while the service cannot be reached.',
  'spec.extProc.processingMode': 'Which parts of requests and answers are sent to the service.',
  ...within('spec.extProc.processingMode', processingModeWords),
  'spec.extProc.messageTimeout':
    'How long the answer to a message may take; left out: `requestTimeout` of `grpcService`, else 200ms.',
  'spec.extProc.maxMessageTimeout':
    'Longest timeout that the service may ask for a message; left out, or 0s: it may not.',
  'spec.extProc.allowProcessingModeOverride': 'Lets the service change the processing mode of a request.',
  'spec.extProc.requestAttributes': 'Envoy attributes that are sent with requests.',
  'spec.extProc.metadataOptions': 'Metadata for the service.',
  'spec.extProc.metadataOptions.forwarding': 'Dynamic metadata of other filters that is sent to the service.',
  'spec.extProc.metadataOptions.forwarding.untyped': 'Namespaces of the metadata.',
  'spec.jwt': 'JWT authentication: the providers whose tokens are accepted.',
  'spec.jwt.validationMode':
    '`AllowMissing`: requests without a token pass, too. `AllowMissingOrFailed`: and those with an invalid one.',
  'spec.jwt.providers[]': 'JWT providers; the token must be valid for one of them.',
  ...within('spec.jwt.providers[]', providerWords),
  'spec.rateLimit':
    'Global rate limiting: a service counts requests for all proxies together. It knows the limits.',
  'spec.rateLimit.grpcService': 'Service that is called by gRPC (Envoy’s rate limit service).',
  ...within('spec.rateLimit.grpcService', grpcWords),
  'spec.rateLimit.domain': 'Domain of the limits in the service’s configuration.',
  'spec.rateLimit.failOpen': 'Lets requests pass while the service cannot be reached.',
  'spec.rateLimit.timeout': 'Timeout of a call; left out: `requestTimeout` of `grpcService`, else 100ms.',
  'spec.rateLimit.xRateLimitHeaders':
    'Whether answers tell clients their limit and what is left (`X-RateLimit-…`).',
  'spec.rateLimit.percentEnabled':
    'Share of requests for which the service is asked, in percent; left out: 100.',
  'spec.rateLimit.percentEnforced':
    'Share of requests beyond a limit that are rejected, in percent; left out: 100.',
  'spec.oauth2': 'OAuth 2.0 login: browsers without a login are sent to log in at a provider.',
  'spec.oauth2.backendRef': 'Backend at which the provider is asked for tokens.',
  'spec.oauth2.credentials': 'Credentials of the gateway at the provider.',
  'spec.oauth2.credentials.clientID': 'Client ID.',
  'spec.oauth2.credentials.clientSecretRef':
    'Secret that holds the client secret under the key `client-secret`.',
  'spec.oauth2.credentials.clientSecretRef.name': 'Name of the Secret, in this namespace.',
  'spec.oauth2.issuerURI':
    'Issuer of the provider, which publishes its endpoints; those that are given here go before.',
  'spec.oauth2.authorizationEndpoint': 'Authorization endpoint: where browsers are sent to log in.',
  'spec.oauth2.tokenEndpoint': 'Token endpoint: where the gateway asks for tokens.',
  'spec.oauth2.endSessionEndpoint':
    'End session endpoint: where browsers are sent to log out. Only with the scope `openid`.',
  'spec.oauth2.redirectURI':
    'Where the provider sends browsers back to; left out: `/oauth2/redirect` of the host that they asked for.',
  'spec.oauth2.logoutPath': 'Path by which a browser logs out.',
  'spec.oauth2.scopes': 'Scopes that are asked for.',
  'spec.oauth2.forwardAccessToken': 'Passes the access token on to the backend, in `Authorization`.',
  'spec.oauth2.cookies': 'Cookies that hold the login.',
  'spec.oauth2.cookies.domain': 'Domain of the cookies; left out: the host of the request.',
  'spec.oauth2.cookies.names': 'Names of the cookies.',
  'spec.oauth2.cookies.names.accessToken': 'Name of the cookie with the access token.',
  'spec.oauth2.cookies.names.idToken': 'Name of the cookie with the ID token.',
  'spec.oauth2.cookies.sameSite':
    'Attribute `SameSite`: whether cookies are sent along with requests from other sites.',
  'spec.oauth2.denyRedirect': 'Requests that are answered with 401, instead of being sent to log in.',
  'spec.oauth2.denyRedirect.headers[]': 'Request headers, of which one must match.',
  'spec.oauth2.denyRedirect.headers[].name': 'Name of the header.',
  'spec.oauth2.denyRedirect.headers[].type': 'How the value is compared.',
  'spec.oauth2.denyRedirect.headers[].value': 'Value, or regular expression (RE2), that it is compared with.',
  'spec.oauth2.jwt': 'Verification of the tokens of a login.',
};
