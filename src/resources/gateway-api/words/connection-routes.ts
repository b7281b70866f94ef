import { type Words, within } from '../../reference/words.ts';
import { backendRefWords, parentWords } from './route-parts.ts';

const rules: Words = {
  'spec.rules[]': 'Rules. Nothing tells connections apart, so that the first rule takes all of them.',
  'spec.rules[].name': 'Name, by which policies can be about this rule alone (`sectionName`).',
  'spec.rules[].backendRefs[]':
    'Where connections go, by weight: Services, Backends and other kinds. The share of an unusable one is closed.',
  ...within('spec.rules[].backendRefs[]', backendRefWords),
};

export const tlsRouteWords: Words = {
  '': 'Routes TLS connections to backends by server name (SNI), whether TLS ends at the gateway or is passed through.',
  ...parentWords,
  'spec.hostnames': 'Server names (SNI) that the route is for. Left out: all hosts of the listener.',
  ...rules,
};

export const tcpRouteWords: Words = {
  '': 'Routes the TCP connections of a port to backends.',
  ...parentWords,
  ...rules,
};

export const udpRouteWords: Words = {
  '': 'Routes the UDP datagrams of a port to backends. What comes from one address and port goes to the same backend.',
  ...parentWords,
  ...rules,
  'spec.rules[].backendRefs[]': 'Where datagrams go, by weight: Services, Backends and other kinds.',
};
