import { type Words, within } from '../../reference/words.ts';
import { backendRefWords, filterWords, parentWords, sessionWords } from './route-parts.ts';

export const grpcRouteWords: Words = {
  '': 'Routes gRPC calls to backends by host, service, method and headers.',
  ...parentWords,
  'spec.hostnames': 'Hosts that the route is for. Left out: all hosts of the listener.',
  'spec.rules[]':
    'Rules. Of all that match a call, the one with the most specific match decides, whatever their order.',
  'spec.rules[].name': 'Name, by which policies can be about this rule alone (`sectionName`).',
  'spec.rules[].matches[]': 'Matches, one of which the call must meet. Left out: all calls.',
  'spec.rules[].matches[].method': 'Service and method that are called. Left out: any.',
  'spec.rules[].matches[].method.type':
    'How the names are compared. A regular expression (RE2) must match all of a name.',
  'spec.rules[].matches[].method.service':
    'Service, with its package, such as `shop.v1.Cart`. Left out: any.',
  'spec.rules[].matches[].method.method': 'Method, such as `Add`. Left out: any.',
  'spec.rules[].matches[].headers[]': 'Headers (metadata), all of which the call must have.',
  'spec.rules[].matches[].headers[].type':
    'How the value is compared. A regular expression (RE2) must match all of it.',
  'spec.rules[].matches[].headers[].name': 'Name of the header.',
  'spec.rules[].matches[].headers[].value': 'The value, or the regular expression.',
  'spec.rules[].filters[]':
    'Filters: what is done with calls and responses on their way. Redirects, rewrites and CORS are for HTTPRoutes.',
  ...within('spec.rules[].filters[]', filterWords),
  'spec.rules[].backendRefs[]':
    'Where calls go, by weight: Services, Backends and other kinds. The share of an unusable one gets UNAVAILABLE.',
  ...within('spec.rules[].backendRefs[]', backendRefWords),
  'spec.rules[].backendRefs[].filters[]': 'Filters for calls that go to this backend.',
  'spec.rules[].sessionPersistence': 'Keeps a client at one endpoint of a backend.',
  ...within('spec.rules[].sessionPersistence', sessionWords),
};
