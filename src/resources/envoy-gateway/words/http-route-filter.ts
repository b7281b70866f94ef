import type { Words } from '../../reference/words.ts';

export const httpRouteFilterWords: Words = {
  '': 'Filter for HTTPRoutes and GRPCRoutes, beyond those of the Gateway API. A rule names it in a filter of `type: ExtensionRef`.',
  'spec.urlRewrite': 'Rewrites host and path before the request goes to the backend.',
  'spec.urlRewrite.hostname': 'The new host.',
  'spec.urlRewrite.hostname.type':
    'Where the host comes from: a header of the request, the host name of the endpoint (`Backend`), or the path of the request.',
  'spec.urlRewrite.hostname.header':
    'Header with the host, for type `Header`. A request without it keeps its host.',
  'spec.urlRewrite.hostname.pathRegex': 'How a host is made of the path, for type `PathRegex`.',
  'spec.urlRewrite.hostname.pathRegex.pattern': 'Regular expression (RE2) for the path.',
  'spec.urlRewrite.hostname.pathRegex.substitution': 'What replaces the match: `\\1` is the first group.',
  'spec.urlRewrite.path': 'The new path.',
  'spec.urlRewrite.path.type': 'Parts of the path that match a regular expression are replaced.',
  'spec.urlRewrite.path.replaceRegexMatch': 'Which parts, and by what.',
  'spec.urlRewrite.path.replaceRegexMatch.pattern':
    'Regular expression (RE2). Every match in the path is replaced.',
  'spec.urlRewrite.path.replaceRegexMatch.substitution':
    'What replaces each match: `\\1` is the first group.',
  'spec.urlRewrite.appendXForwardedHost':
    'Tells the backend in `X-Forwarded-Host` the host that the client asked for, where `hostname` changes it.',
  'spec.directResponse': 'Answers requests at the gateway, without a backend.',
  'spec.directResponse.statusCode': 'Status of the response.',
  'spec.directResponse.contentType': 'Content type of the body.',
  'spec.directResponse.body':
    'Body of the response. Envoy’s command operators in it, such as `%REQ(X-ID)%`, are replaced.',
  'spec.directResponse.body.type': 'Whether the body is written here or stands in a ConfigMap.',
  'spec.directResponse.body.inline': 'The body as text.',
  'spec.directResponse.body.valueRef':
    'ConfigMap that holds the body: under the key `response.body`, else under its first key.',
  'spec.directResponse.header': 'Headers of the response.',
  'spec.directResponse.header.set[]': 'Headers to set, in place of any of the same name.',
  'spec.directResponse.header.set[].name': 'Name of the header.',
  'spec.directResponse.header.set[].value': 'Value of the header.',
  'spec.directResponse.header.add[]': 'Headers to add beside those of the same name.',
  'spec.directResponse.header.add[].name': 'Name of the header.',
  'spec.directResponse.header.add[].value': 'Value of the header.',
  'spec.credentialInjection':
    'Sends a credential of yours to the backend in a header, such as an API key or a token.',
  'spec.credentialInjection.header': 'Header that holds the credential. Left out: `Authorization`.',
  'spec.credentialInjection.overwrite':
    'Whether the credential replaces what the client sent in that header. Otherwise the client’s stays.',
  'spec.credentialInjection.credential': 'The credential.',
  'spec.credentialInjection.credential.valueRef':
    'Secret with the whole value of the header under `credential`, such as `Bearer …`.',
  'spec.matches[]': 'Further conditions, one of which must hold besides the matches of the rule.',
  'spec.matches[].cookies[]': 'Cookies, all of which the request must have.',
  'spec.matches[].cookies[].name': 'Name of the cookie.',
  'spec.matches[].cookies[].type':
    'How the value is compared. A regular expression (RE2) must match all of it.',
  'spec.matches[].cookies[].value': 'The value, or the regular expression.',
};
