import { type Words, within } from '../../../reference/words.ts';
import { fromWords, rulesWords, topLevelWords, toWords } from './parts.ts';

export const meshRateLimitWords: Words = {
  '': 'Limits how many requests or connections each proxy accepts in a time.',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default.local', {
    http: 'Limit on HTTP requests.',
    tcp: 'Limit on TCP connections.',
    'tcp.disabled': 'Turns the limit off, also where a more general policy sets one.',
    'http.disabled': 'Turns the limit off, also where a more general policy sets one.',
    'http.requestRate': 'The limit: requests in an interval.',
    'tcp.connectionRate': 'The limit: new connections in an interval.',
    'http.requestRate.num': 'Maximum number in each interval.',
    'http.requestRate.interval': 'Length of the interval.',
    'http.onRateLimit': 'Answer to requests beyond the limit.',
    'http.onRateLimit.status': 'Status code of the answer; left out: 429.',
    'http.onRateLimit.headers': 'Headers of the answer.',
    'http.onRateLimit.headers.set[]': 'Headers with their values, in place of those of the same name.',
    'http.onRateLimit.headers.add[]': 'Headers with their values, beside those of the same name.',
    'http.onRateLimit.headers.set[].name': 'Name of the header.',
    'http.onRateLimit.headers.set[].value': 'Value of the header.',
  }),
  'spec.to[].default.local': 'Local rate limits: each proxy counts by itself.',
};

export const meshFaultInjectionWords: Words = {
  '': 'Injects faults into a share of the requests to a service: errors, delays, slow answers.',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default', {
    'http[]': 'Faults, each injected independently of the others.',
    'http[].abort': 'Answers requests with an error, without asking the service.',
    'http[].abort.httpStatus': 'Status code of the answer.',
    'http[].abort.percentage': 'Share of requests, in percent.',
    'http[].delay': 'Delays requests before they go on.',
    'http[].delay.value': 'Length of the delay.',
    'http[].delay.percentage': 'Share of requests, in percent.',
    'http[].responseBandwidth': 'Limits the bandwidth of answers.',
    'http[].responseBandwidth.limit': 'Maximum bandwidth: `50kbps`, `10Mbps`, `1Gbps`.',
    'http[].responseBandwidth.percentage': 'Share of requests, in percent.',
  }),
};
