import { type Words, within } from '../../reference/words.ts';
import { backendRefWords, filterWords, parentWords, sessionWords } from './route-parts.ts';

export const httpRouteWords: Words = {
  '': 'Says where requests of HTTP go, by host, path, method, headers and query.',
  ...parentWords,
  'spec.hostnames': 'Hosts that the route is about; left out: all those of the listener.',
  'spec.rules[]':
    'What is done with which requests. The most specific match of all rules decides, not their order.',
  'spec.rules[].name': 'By which policies can be about this rule alone.',
  'spec.rules[].matches[]': 'Which requests: those that one of these takes. Left out: all.',
  'spec.rules[].matches[].path': 'How the path must look.',
  'spec.rules[].matches[].path.type':
    '`PathPrefix` takes whole elements: `/shop` takes `/shop/cart`, not `/shopping`. An expression (RE2) must match the whole path.',
  'spec.rules[].matches[].path.value': 'The path, prefix or expression.',
  'spec.rules[].matches[].headers[]': 'Headers that must all be there so.',
  'spec.rules[].matches[].headers[].type':
    'Whether the value is a text or an expression (RE2) for the whole of it.',
  'spec.rules[].matches[].headers[].name': 'Its name, in any case.',
  'spec.rules[].matches[].headers[].value': 'Its value.',
  'spec.rules[].matches[].queryParams[]': 'Parameters of the query that must all be there so.',
  'spec.rules[].matches[].queryParams[].type':
    'Whether the value is a text or an expression (RE2) for the whole of it.',
  'spec.rules[].matches[].queryParams[].name': 'Its name.',
  'spec.rules[].matches[].queryParams[].value': 'Its value.',
  'spec.rules[].matches[].method': 'The method.',
  'spec.rules[].filters[]': 'What is done with requests and answers on the way.',
  ...within('spec.rules[].filters[]', filterWords),
  'spec.rules[].backendRefs[]':
    'Where requests go, by weight: Services and Backends. The share of one that cannot be used is answered with 500.',
  ...within('spec.rules[].backendRefs[]', backendRefWords),
  'spec.rules[].backendRefs[].filters[]': 'What is done with those that go here.',
  'spec.rules[].timeouts': 'How long things may take; 0 is no limit.',
  'spec.rules[].timeouts.request': 'The whole request, with every attempt.',
  'spec.rules[].timeouts.backendRequest': 'One attempt.',
  'spec.rules[].retry':
    'Whether a request that failed is sent again. Connections that fail are always tried again then.',
  'spec.rules[].retry.codes': 'Answers that count as failed.',
  'spec.rules[].retry.attempts': 'How many times beyond the first.',
  'spec.rules[].retry.backoff': 'How long to wait before the first of them; each next wait is longer.',
  'spec.rules[].sessionPersistence': 'Keeps a client with one endpoint of a backend.',
  ...within('spec.rules[].sessionPersistence', sessionWords),
};
