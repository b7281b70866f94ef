import type { Words } from '../../reference/words.ts';

export const httpRouteFilterWords: Words = {
  '': 'Says what else a filter of a route does that names it (`type: ExtensionRef`).',
  'spec.urlRewrite': 'What is changed of where a request goes.',
  'spec.urlRewrite.hostname': 'The host that the backend is asked for.',
  'spec.urlRewrite.hostname.type':
    'Where it comes from: a header of the request, the endpoint’s own name, or the request’s path.',
  'spec.urlRewrite.hostname.header': 'Which header; a request without it keeps its host.',
  'spec.urlRewrite.hostname.pathRegex': 'How the path becomes a host.',
  'spec.urlRewrite.hostname.pathRegex.pattern': 'An expression (RE2) that the path is compared with.',
  'spec.urlRewrite.hostname.pathRegex.substitution':
    'What takes the place of what matched: `\\1` is the first group.',
  'spec.urlRewrite.path': 'How the path is changed.',
  'spec.urlRewrite.path.type': '`ReplaceRegexMatch`.',
  'spec.urlRewrite.path.replaceRegexMatch': 'What of it, and by what.',
  'spec.urlRewrite.path.replaceRegexMatch.pattern':
    'An expression (RE2): each part of the path that matches is replaced.',
  'spec.urlRewrite.path.replaceRegexMatch.substitution': 'By what: `\\1` is the first group.',
  'spec.urlRewrite.appendXForwardedHost':
    'Whether the backend is told in `X-Forwarded-Host` which host the client named.',
  'spec.directResponse': 'An answer that the gateway gives by itself: no backend is asked.',
  'spec.directResponse.statusCode': 'Its status.',
  'spec.directResponse.contentType': 'What the body is.',
  'spec.directResponse.body': 'The body. Envoy’s command operators (`%REQ(X-ID)%`) stand for what they say.',
  'spec.directResponse.body.type': '`Inline`, or `ValueRef` where it stands in a ConfigMap.',
  'spec.directResponse.body.inline': 'The text itself.',
  'spec.directResponse.body.valueRef':
    'A ConfigMap: under `response.body`, else under whatever key comes first.',
  'spec.directResponse.header': 'Headers of the answer.',
  'spec.directResponse.header.set[]': 'Set, in place of any of that name.',
  'spec.directResponse.header.set[].name': 'The name.',
  'spec.directResponse.header.set[].value': 'The value.',
  'spec.directResponse.header.add[]': 'Added.',
  'spec.directResponse.header.add[].name': 'The name.',
  'spec.directResponse.header.add[].value': 'The value.',
  'spec.credentialInjection':
    'What the backend is told of who asks, in a header that the client does not have.',
  'spec.credentialInjection.header': 'The header; left out: `Authorization`.',
  'spec.credentialInjection.overwrite': 'Whether it takes the place of what the client sent in that header.',
  'spec.credentialInjection.credential': 'What is sent.',
  'spec.credentialInjection.credential.valueRef':
    'A Secret that has it under `credential`, such as `Bearer …`.',
  'spec.matches[]': 'Further ways to match, of which one must hold beside what the rule asks.',
  'spec.matches[].cookies[]': 'Cookies that the request must have, all of them.',
  'spec.matches[].cookies[].name': 'The name.',
  'spec.matches[].cookies[].type':
    'Whether the value is the text itself, or an expression (RE2) for all of it.',
  'spec.matches[].cookies[].value': 'The value.',
};
