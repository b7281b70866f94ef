import { type Words, within } from '../../../reference/words.ts';
import { backendRefWords, topLevelWords } from './parts.ts';

const routedWords: Words = {
  'spec.to[]': 'What becomes of what these proxies call.',
  'spec.to[].targetRef': 'What is called.',
};

export const meshHttpRouteWords: Words = {
  '': 'Sends requests for a service elsewhere, or changes them on their way.',
  ...topLevelWords,
  ...routedWords,
  ...within('spec.to[]', {
    hostnames: 'For gateways alone.',
    'rules[]': 'What happens to which requests. Rules of equal matches in several routes are one.',
    'rules[].matches[]': 'One of them must match.',
    'rules[].default': 'What happens.',
    'rules[].matches[].path': 'The path; left out: any.',
    'rules[].matches[].path.type': 'How it is compared; a prefix by whole elements.',
    'rules[].matches[].path.value': 'What it is compared with.',
    'rules[].matches[].method': 'The method; left out: any.',
    'rules[].matches[].headers[]': 'Headers, all of which must match.',
    'rules[].matches[].headers[].type': 'How its value is compared, or whether it is there at all.',
    'rules[].matches[].headers[].name': 'Its name.',
    'rules[].matches[].headers[].value': 'What it is compared with.',
    'rules[].matches[].queryParams[]': 'Parameters of the query, all of which must match.',
    'rules[].matches[].queryParams[].type': 'How its value is compared.',
    'rules[].matches[].queryParams[].name': 'Its name.',
    'rules[].matches[].queryParams[].value': 'What it is compared with.',
    'rules[].default.filters[]': 'What is done with the request, and with its answer.',
    'rules[].default.backendRefs[]':
      'Who gets it; left out: the service itself. The share of one that is not there is answered with 500.',
    'rules[].default.backendRefs[].weight': 'Its share of the sum of all weights.',
  }),
  ...within('spec.to[].rules[].default.filters[]', {
    type: 'Which step it is; what it needs stands in the field of the same name.',
    requestHeaderModifier: 'Changes headers of the request.',
    'requestHeaderModifier.set[]': 'In place of what is there.',
    'requestHeaderModifier.set[].name': 'The name.',
    'requestHeaderModifier.set[].value': 'The value.',
    'requestHeaderModifier.remove': 'Taken away.',
    requestRedirect: 'Sends who asks elsewhere.',
    'requestRedirect.scheme': 'The scheme; left out: the same.',
    'requestRedirect.hostname': 'The host; left out: the same.',
    'requestRedirect.path': 'The path; left out: the same.',
    'requestRedirect.path.type': 'Whether all of it is replaced, or the prefix that matched.',
    'requestRedirect.path.replaceFullPath': 'What takes the place of all of it.',
    'requestRedirect.path.replacePrefixMatch': 'What takes the place of the prefix.',
    'requestRedirect.port': 'The port; left out: as the scheme has it.',
    'requestRedirect.statusCode': 'What is answered.',
    urlRewrite: 'Changes what is asked for.',
    'urlRewrite.hostname': 'The host.',
    'urlRewrite.hostToBackendHostname': 'For gateways alone.',
    requestMirror: 'Sends a copy to somebody else, whose answer nobody hears.',
    'requestMirror.percentage': 'Of so many percent; left out: of all.',
    'requestMirror.backendRef': 'Who gets it.',
  }),
  ...within('spec.to[].rules[].default.filters[].requestMirror.backendRef', backendRefWords),
  ...within('spec.to[].rules[].default.backendRefs[]', backendRefWords),
};

export const meshTcpRouteWords: Words = {
  '': 'Sends connections to a service elsewhere. Where a MeshHTTPRoute is about it, too, that one holds.',
  ...topLevelWords,
  ...routedWords,
  ...within('spec.to[]', {
    'rules[]': 'One.',
    'rules[].default': 'What happens.',
    'rules[].default.backendRefs[]': 'Who gets them. The share of one that is not there is closed.',
    'rules[].default.backendRefs[].weight': 'Its share of the sum of all weights.',
  }),
  ...within('spec.to[].rules[].default.backendRefs[]', backendRefWords),
};
