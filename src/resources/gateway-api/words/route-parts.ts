import { type Words, within } from '../../reference/words.ts';

/** parentWords are what `parentRefs` of every kind of route mean. */
export const parentWords: Words = {
  'spec.parentRefs[]': 'What the route is attached to: Gateways, whole or a listener of them.',
  'spec.parentRefs[].namespace':
    'Its namespace; left out: that of the route. Whether it takes routes of others is for its listeners to say.',
  'spec.parentRefs[].sectionName': 'One listener of it, by name; left out: each that fits.',
  'spec.parentRefs[].port': 'The listeners of it that listen there.',
  'spec.useDefaultGateways': '`All`: the route is attached to every Gateway of `defaultScope: All`, too.',
};

/** backendRefWords are what the shares of a rule mean. */
export const backendRefWords: Words = {
  port: 'Its port. A Service needs one; a Backend says its own.',
  weight: 'Its share of the sum of all weights; 0 gets nothing.',
};

const modifier: Words = {
  'set[]': 'Headers that get this value, in the place of any other.',
  'set[].name': 'The name of the header.',
  'set[].value': 'Its value.',
  'add[]': 'Headers that get this value beside those that are there.',
  remove: 'Headers that are taken out.',
};

/** filterWords are what the filters of HTTPRoutes and GRPCRoutes mean. */
export const filterWords: Words = {
  type: 'Which one: `RequestHeaderModifier`, `ResponseHeaderModifier`, `RequestMirror`, `RequestRedirect`, `URLRewrite`, `CORS`, `ExternalAuth` or `ExtensionRef`. Its settings stand in the field of that name.',
  requestHeaderModifier: 'Changes headers of the request.',
  ...within('requestHeaderModifier', modifier),
  responseHeaderModifier: 'Changes headers of the answer.',
  requestMirror: 'Sends a copy of requests elsewhere too; what answers there is ignored.',
  'requestMirror.backendRef': 'Where the copies go.',
  'requestMirror.percent': 'Of so many requests in a hundred; left out: of all.',
  'requestMirror.fraction': 'The same as a fraction.',
  'requestMirror.fraction.numerator': 'So many …',
  'requestMirror.fraction.denominator': '… of so many.',
  requestRedirect: 'Answers with another address to ask.',
  'requestRedirect.scheme': 'Its scheme; left out: that of the request.',
  'requestRedirect.hostname': 'Its host; left out: that of the request.',
  'requestRedirect.path': 'Its path; left out: that of the request.',
  'requestRedirect.path.type': 'Whether the whole path is replaced, or the prefix that the rule matched.',
  'requestRedirect.path.replaceFullPath': 'What takes the place of the path.',
  'requestRedirect.path.replacePrefixMatch': 'What takes the place of the prefix.',
  'requestRedirect.port':
    'Its port; left out: that of the scheme, or of the listener where no scheme is given.',
  'requestRedirect.statusCode': 'What the answer says that it is.',
  urlRewrite: 'Changes host and path before the request goes on.',
  'urlRewrite.hostname': 'The Host that the backend is asked for.',
  'urlRewrite.path': 'The path that the backend is asked for.',
  cors: 'Lets pages of other origins send requests from browsers.',
  'cors.allowOrigins': 'Those origins. A `*` within stands for any part of the name, alone for every origin.',
  'cors.allowCredentials': 'Whether such requests may carry cookies and passwords.',
  'cors.allowMethods': 'Methods that they may use.',
  'cors.allowHeaders': 'Headers that they may send.',
  'cors.exposeHeaders': 'Headers of the answer that pages may read.',
  'cors.maxAge': 'Seconds for which a browser need not ask again.',
  externalAuth: 'Asks a service about each request; who cannot be asked about does not pass.',
  'externalAuth.protocol':
    '`GRPC`: Envoy’s protocol for it (ext_authz). `HTTP`: the request without its body, of which 200 lets it pass.',
  'externalAuth.backendRef': 'The service.',
  'externalAuth.grpc': 'Where it is asked over gRPC.',
  'externalAuth.grpc.allowedHeaders': 'Headers that it is told; left out: all.',
  'externalAuth.http': 'Where it is asked over HTTP.',
  'externalAuth.http.path': 'What goes before the request’s own path.',
  'externalAuth.http.allowedHeaders': 'Headers that it is told beside Host, method, path and Authorization.',
  'externalAuth.http.allowedResponseHeaders':
    'Headers of its answer that go on to the backend; left out: all but those that are of the answer itself.',
  'externalAuth.forwardBody': 'Whether it is told the body.',
  'externalAuth.forwardBody.maxSize': 'So many bytes of it; 0, or left out: nothing.',
  extensionRef: 'A filter that is an object of its own.',
};

/** sessionWords are what `sessionPersistence` of a rule means. */
export const sessionWords: Words = {
  type: 'By what a client is known again.',
  sessionName: 'The name of the cookie or header; left out: one that is the rule’s own.',
  absoluteTimeout: 'How long a session lasts at most.',
  idleTimeout: 'How long it lasts unused.',
  cookieConfig: 'How the cookie is kept.',
  'cookieConfig.lifetimeType': 'Until the browser ends, or for `absoluteTimeout`.',
  cookie: 'The same in newer words, with a name and path of its own.',
  'cookie.name': 'Its name.',
  'cookie.path': 'For which paths the browser sends it.',
  'cookie.lifetimeType': 'Until the browser ends, or for `absoluteTimeout`.',
  header: 'The header, where the type is Header.',
  'header.name': 'Its name.',
};
