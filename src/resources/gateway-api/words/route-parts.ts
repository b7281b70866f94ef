import { type Words, within } from '../../reference/words.ts';

/** parentWords are what `parentRefs` of every kind of route mean. */
export const parentWords: Words = {
  'spec.parentRefs[]':
    'What the route attaches to: Gateways and ListenerSets, whole or one listener of them.',
  'spec.parentRefs[].namespace':
    'Its namespace. Left out: that of the route. Whether routes of other namespaces attach, its listeners say (`allowedRoutes`).',
  'spec.parentRefs[].sectionName':
    'Name of one listener of it. Left out: every listener that allows the route.',
  'spec.parentRefs[].port': 'Attaches to listeners on this port alone.',
  'spec.useDefaultGateways':
    '`All`: also attaches to every Gateway with `defaultScope: All` whose listeners allow it.',
};

/** backendRefWords are what the shares of a rule mean. */
export const backendRefWords: Words = {
  port: 'Port of the Service, which is required there. A Backend gives its own.',
  weight: 'Its share of the sum of all weights; 0 gets nothing.',
};

const modifier: Words = {
  'set[]': 'Headers to set, in place of any of the same name.',
  'set[].name': 'Name of the header.',
  'set[].value': 'Value of the header.',
  'add[]': 'Headers to add beside those of the same name.',
  remove: 'Names of headers to remove.',
};

/** filterWords are what the filters of HTTPRoutes and GRPCRoutes mean. */
export const filterWords: Words = {
  type: 'Kind of filter: `RequestHeaderModifier`, `ResponseHeaderModifier`, `RequestMirror`, `RequestRedirect`, `URLRewrite`, `CORS`, `ExternalAuth` or `ExtensionRef`. Its settings stand in the field of that name.',
  requestHeaderModifier: 'Changes headers of the request.',
  ...within('requestHeaderModifier', modifier),
  responseHeaderModifier: 'Changes headers of the response.',
  requestMirror: 'Sends a copy of requests to another backend, too. Its responses are ignored.',
  'requestMirror.backendRef': 'The backend that gets the copies.',
  'requestMirror.percent': 'Percentage of the requests that are copied. Left out: all.',
  'requestMirror.fraction': 'The same as a fraction.',
  'requestMirror.fraction.numerator': 'Numerator of the share.',
  'requestMirror.fraction.denominator': 'Denominator of the share.',
  requestRedirect: 'Redirects the client to another address.',
  'requestRedirect.scheme': 'Scheme of the new address. Left out: that of the request.',
  'requestRedirect.hostname': 'Host of the new address. Left out: that of the request.',
  'requestRedirect.path': 'Path of the new address. Left out: that of the request.',
  'requestRedirect.path.type': 'Replaces the whole path, or the prefix that the rule matched.',
  'requestRedirect.path.replaceFullPath': 'The new path.',
  'requestRedirect.path.replacePrefixMatch': 'What replaces the prefix.',
  'requestRedirect.port':
    'Port of the new address. Left out: that of `scheme`; without one, that of the listener.',
  'requestRedirect.statusCode': 'Status of the redirect.',
  urlRewrite: 'Rewrites host and path before the request goes to the backend.',
  'urlRewrite.hostname': 'The new host.',
  'urlRewrite.path': 'The new path.',
  cors: 'CORS: which pages of other origins may send requests from browsers.',
  'cors.allowOrigins':
    'Allowed origins. `*` alone stands for every origin, within a name for any part of it.',
  'cors.allowCredentials': 'Whether their requests may carry cookies and other credentials.',
  'cors.allowMethods': 'Methods that they may use.',
  'cors.allowHeaders': 'Request headers that they may send.',
  'cors.exposeHeaders': 'Response headers that they may read.',
  'cors.maxAge': 'How long browsers keep the answer to a preflight request, in seconds.',
  externalAuth:
    'External authorization: a service is asked about each request. Where it does not answer, the request is refused.',
  'externalAuth.protocol':
    '`GRPC`: Envoy’s `ext_authz`. `HTTP`: the service gets the request without its body; 200 lets it pass.',
  'externalAuth.backendRef': 'The service.',
  'externalAuth.grpc': 'Settings for protocol `GRPC`.',
  'externalAuth.grpc.allowedHeaders': 'Request headers that the service is told. Left out: all.',
  'externalAuth.http': 'Settings for protocol `HTTP`.',
  'externalAuth.http.path': 'Prefix for the path of the request, when the service is asked.',
  'externalAuth.http.allowedHeaders':
    'Request headers that the service is told, besides host, method, path and `Authorization`.',
  'externalAuth.http.allowedResponseHeaders':
    'Headers of the service’s answer that the backend gets. Left out: all but those of the answer itself.',
  'externalAuth.forwardBody': 'Tells the service the body of the request.',
  'externalAuth.forwardBody.maxSize':
    'Bytes of the body that it is told; of a longer one, the beginning. 0, or left out: none.',
  extensionRef: 'A filter that is an object of its own, such as an HTTPRouteFilter.',
};

/** sessionWords are what `sessionPersistence` of a rule means. */
export const sessionWords: Words = {
  type: 'How a client is known again: by a cookie or by a header.',
  sessionName: 'Older form of `cookie.name` and `header.name`. Left out: a name that nothing else has.',
  absoluteTimeout: 'Lifetime of a `Permanent` cookie. No effect otherwise.',
  idleTimeout: 'Has no effect: the proxy does not keep when a session was last used.',
  cookieConfig: 'Older form of `cookie`.',
  'cookieConfig.lifetimeType': '`Session`: until the browser closes. `Permanent`: for `absoluteTimeout`.',
  cookie: 'The cookie, for type `Cookie`.',
  'cookie.name': 'Name of the cookie. Left out: a name that nothing else has.',
  'cookie.path': 'Paths for which browsers send the cookie.',
  'cookie.lifetimeType': '`Session`: until the browser closes. `Permanent`: for `absoluteTimeout`.',
  header: 'The header, for type `Header`.',
  'header.name': 'Name of the header.',
};
