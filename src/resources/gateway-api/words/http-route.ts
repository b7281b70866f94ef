import { type Words, within } from '../../reference/words.ts';
import { backendRefWords, filterWords, parentWords, sessionWords } from './route-parts.ts';

export const httpRouteWords: Words = {
  '': 'Routes HTTP requests to backends by host, path, method, headers and query parameters.',
  ...parentWords,
  'spec.hostnames': 'Hosts that the route is for. Left out: all hosts of the listener.',
  'spec.rules[]':
    'Rules. Of all that match a request, the one with the most specific match decides, whatever their order.',
  'spec.rules[].name': 'Name, by which policies can be about this rule alone (`sectionName`).',
  'spec.rules[].matches[]': 'Matches, one of which the request must meet. Left out: all requests.',
  'spec.rules[].matches[].path': 'Path of the request.',
  'spec.rules[].matches[].path.type':
    'How the path is compared. `PathPrefix` is by whole elements: `/shop` matches `/shop/cart`, not `/shopping`. A regular expression (RE2) must match the whole path.',
  'spec.rules[].matches[].path.value': 'The path, prefix or regular expression.',
  'spec.rules[].matches[].headers[]': 'Headers, all of which the request must have.',
  'spec.rules[].matches[].headers[].type':
    'How the value is compared. A regular expression (RE2) must match all of it.',
  'spec.rules[].matches[].headers[].name': 'Name of the header.',
  'spec.rules[].matches[].headers[].value': 'The value, or the regular expression.',
  'spec.rules[].matches[].queryParams[]': 'Query parameters, all of which the request must have.',
  'spec.rules[].matches[].queryParams[].type':
    'How the value is compared. A regular expression (RE2) must match all of it.',
  'spec.rules[].matches[].queryParams[].name': 'Name of the query parameter.',
  'spec.rules[].matches[].queryParams[].value': 'The value, or the regular expression.',
  'spec.rules[].matches[].method': 'Method of the request.',
  'spec.rules[].filters[]': 'Filters: what is done with requests and responses on their way.',
  ...within('spec.rules[].filters[]', filterWords),
  'spec.rules[].backendRefs[]':
    'Where requests go, by weight: Services, Backends and other kinds. The share of an unusable one is answered with 500.',
  ...within('spec.rules[].backendRefs[]', backendRefWords),
  'spec.rules[].backendRefs[].filters[]': 'Filters for requests that go to this backend.',
  'spec.rules[].timeouts': 'Timeouts. 0 is no limit.',
  'spec.rules[].timeouts.request':
    'How long the response may take after the request, with all retries. Left out: as `backendRequest` or policies say, or 15s.',
  'spec.rules[].timeouts.backendRequest': 'How long one attempt may take.',
  'spec.rules[].retry': 'Retries of failed requests. Failed connections are always retried.',
  'spec.rules[].retry.codes': 'Statuses that are retried. Left out: 503.',
  'spec.rules[].retry.attempts': 'Retries after the first attempt, at most.',
  'spec.rules[].retry.backoff': 'Wait before the first retry, with jitter; it grows with each further one.',
  'spec.rules[].sessionPersistence': 'Keeps a client at one endpoint of a backend.',
  ...within('spec.rules[].sessionPersistence', sessionWords),
};
