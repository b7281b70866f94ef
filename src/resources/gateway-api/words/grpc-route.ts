import { type Words, within } from '../../reference/words.ts';
import { backendRefWords, filterWords, parentWords, sessionWords } from './route-parts.ts';

export const grpcRouteWords: Words = {
  '': 'Says where calls of gRPC go, by host, service, method and headers.',
  ...parentWords,
  'spec.hostnames': 'Hosts that the route is about; left out: all those of the listener.',
  'spec.rules[]':
    'What is done with which calls. The most specific match of all rules decides, not their order.',
  'spec.rules[].name': 'By which policies can be about this rule alone.',
  'spec.rules[].matches[]': 'Which calls: those that one of these takes. Left out: all.',
  'spec.rules[].matches[].method': 'What is called; left out: anything.',
  'spec.rules[].matches[].method.type':
    'Whether names are texts, or expressions (RE2) for the whole of them.',
  'spec.rules[].matches[].method.service': 'The service, with its package: `shop.v1.Cart`.',
  'spec.rules[].matches[].method.method': 'The method: `Add`.',
  'spec.rules[].matches[].headers[]': 'Metadata that must all be there so.',
  'spec.rules[].matches[].headers[].type':
    'Whether the value is a text or an expression (RE2) for the whole of it.',
  'spec.rules[].matches[].headers[].name': 'Its name, in any case.',
  'spec.rules[].matches[].headers[].value': 'Its value.',
  'spec.rules[].filters[]':
    'What is done with calls and answers on the way. Redirects, rewrites and CORS are for HTTPRoutes.',
  ...within('spec.rules[].filters[]', filterWords),
  'spec.rules[].backendRefs[]': 'Where calls go, by weight: Services and Backends.',
  ...within('spec.rules[].backendRefs[]', backendRefWords),
  'spec.rules[].backendRefs[].filters[]': 'What is done with those that go here.',
  'spec.rules[].sessionPersistence': 'Keeps a client with one endpoint of a backend.',
  ...within('spec.rules[].sessionPersistence', sessionWords),
};
