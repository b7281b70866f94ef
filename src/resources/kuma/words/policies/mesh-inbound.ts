import { type Words, within } from '../../../reference/words.ts';
import { fromWords, rulesWords, topLevelWords, toWords } from './parts.ts';

export const meshRateLimitWords: Words = {
  '': 'Bounds how often each proxy lets something pass.',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default.local', {
    http: 'Of requests.',
    tcp: 'Of connections.',
    'tcp.disabled': 'There is no bound, whoever said one.',
    'http.disabled': 'There is no bound, whoever said one.',
    'http.requestRate': 'How many.',
    'http.requestRate.num': 'So many',
    'http.requestRate.interval': 'in so long.',
    'http.onRateLimit': 'What the others are answered.',
    'http.onRateLimit.status': 'The status; left out: 429.',
    'http.onRateLimit.headers': 'Headers of the answer.',
    'http.onRateLimit.headers.set[]': 'In place of what is there.',
    'http.onRateLimit.headers.set[].name': 'The name.',
    'http.onRateLimit.headers.set[].value': 'The value.',
  }),
  'spec.to[].default.local': 'Each proxy counts by itself.',
};

export const meshFaultInjectionWords: Words = {
  '': 'Makes mistakes on purpose, to see what becomes of who calls.',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default', {
    'http[]': 'Mistakes, each made by itself.',
    'http[].abort': 'An answer without asking.',
    'http[].abort.httpStatus': 'The status.',
    'http[].abort.percentage': 'Of so many requests.',
    'http[].delay': 'A pause before asking.',
    'http[].delay.value': 'How long.',
    'http[].delay.percentage': 'Of so many requests.',
    'http[].responseBandwidth': 'Answers come slowly.',
    'http[].responseBandwidth.limit': 'How fast: `50kbps`, `10Mbps`, `1Gbps`.',
    'http[].responseBandwidth.percentage': 'Of so many.',
  }),
};
