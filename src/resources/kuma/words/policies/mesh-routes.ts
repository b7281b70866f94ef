import { type Words, within } from '../../../reference/words.ts';
import { backendRefWords, topLevelWords } from './parts.ts';

const routedWords: Words = {
  'spec.to[]': 'Routes of traffic that these proxies send, by the service that they call.',
  'spec.to[].targetRef': 'Service that is called.',
};

export const meshHttpRouteWords: Words = {
  '': 'Routes requests for a service to other destinations, or changes, mirrors or redirects them.',
  ...topLevelWords,
  ...routedWords,
  ...within('spec.to[]', {
    hostnames: 'Host names of a gateway; must be left out here.',
    'rules[]':
      'Rules; the most specific match of a request holds. Rules of several routes with equal `matches` are merged.',
    'rules[].matches[]': 'Requests that the rule applies to: one item must match.',
    'rules[].default': 'What happens to these requests.',
    'rules[].matches[].path': 'Path of the request; left out: any.',
    'rules[].matches[].path.type': 'How the path is compared; a prefix by whole path elements.',
    'rules[].matches[].path.value': 'Path, prefix or regular expression.',
    'rules[].matches[].method': 'Method of the request; left out: any.',
    'rules[].matches[].headers[]': 'Request headers; all must match.',
    'rules[].matches[].headers[].type': 'How the value is compared, or whether the header is there at all.',
    'rules[].matches[].headers[].name': 'Name of the header.',
    'rules[].matches[].headers[].value': 'Value that it is compared with.',
    'rules[].matches[].queryParams[]': 'Query parameters; all must match.',
    'rules[].matches[].queryParams[].type': 'How the value is compared.',
    'rules[].matches[].queryParams[].name': 'Name of the parameter.',
    'rules[].matches[].queryParams[].value': 'Value that it is compared with.',
    'rules[].default.filters[]': 'Filters that change, redirect or mirror the request, or change its answer.',
    'rules[].default.backendRefs[]':
      'Destinations, by weight; left out: the service itself. The share of one that does not exist is answered with 500.',
    'rules[].default.backendRefs[].weight': 'Share of requests, relative to the sum of all weights.',
  }),
  ...within('spec.to[].rules[].default.filters[]', {
    type: 'Type of the filter; its settings are in the field of the same name.',
    requestHeaderModifier: 'Changes headers of the request.',
    responseHeaderModifier: 'Changes headers of the answer.',
    'requestHeaderModifier.set[]': 'Headers with their values, in place of those of the same name.',
    'requestHeaderModifier.add[]': 'Headers with their values, beside those of the same name.',
    'requestHeaderModifier.set[].name': 'Name of the header.',
    'requestHeaderModifier.set[].value': 'Value of the header.',
    'requestHeaderModifier.remove': 'Names of headers to remove.',
    requestRedirect: 'Answers with a redirect.',
    'requestRedirect.scheme': 'Scheme to redirect to; left out: that of the request.',
    'requestRedirect.hostname': 'Host to redirect to; left out: that of the request.',
    'requestRedirect.path': 'Change of the path; left out: it stays.',
    'requestRedirect.path.type': 'Whether the whole path is replaced, or the prefix that matched.',
    'requestRedirect.path.replaceFullPath': 'The new path.',
    'requestRedirect.path.replacePrefixMatch': 'What replaces the prefix that matched.',
    'requestRedirect.port':
      'Port to redirect to; left out: the usual one of `scheme` where that is given, else that of the request.',
    'requestRedirect.statusCode': 'Status code of the redirect.',
    urlRewrite: 'Rewrites host or path before the request goes to its destination.',
    'urlRewrite.path': 'Change of the path; left out: it stays.',
    'urlRewrite.hostname': 'The new host.',
    'urlRewrite.hostToBackendHostname':
      'Rewrites the host to that of the destination. For gateways alone: true is refused here.',
    requestMirror: 'Mirrors requests: a copy goes to another destination, whose answers are ignored.',
    'requestMirror.percentage': 'Share of requests that are mirrored, in percent; left out: 100.',
    'requestMirror.backendRef': 'Destination of the copies.',
  }),
  ...within('spec.to[].rules[].default.filters[].requestMirror.backendRef', backendRefWords),
  ...within('spec.to[].rules[].default.backendRefs[]', backendRefWords),
};

export const meshTcpRouteWords: Words = {
  '': 'Routes connections for a service to other destinations. At HTTP ports a MeshHTTPRoute for the service goes before it.',
  ...topLevelWords,
  ...routedWords,
  ...within('spec.to[]', {
    'rules[]': 'The rule; at most one.',
    'rules[].default': 'What happens to the connections.',
    'rules[].default.backendRefs[]':
      'Destinations, by weight. The share of one that does not exist is closed.',
    'rules[].default.backendRefs[].weight': 'Share of connections, relative to the sum of all weights.',
  }),
  ...within('spec.to[].rules[].default.backendRefs[]', backendRefWords),
};
