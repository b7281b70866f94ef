import { type Words, within } from '../../reference/words.ts';
import { backendRefWords, parentWords } from './route-parts.ts';

const rules: Words = {
  'spec.rules[]': 'There is nothing to choose a second one by: the first holds.',
  'spec.rules[].name': 'By which policies can be about this rule alone.',
  'spec.rules[].backendRefs[]':
    'Where connections go, by weight. The share of one that cannot be used is closed.',
  ...within('spec.rules[].backendRefs[]', backendRefWords),
};

export const tlsRouteWords: Words = {
  '': 'Says where connections over TLS go, by the name that they ask for: ended at the gateway, or passed through.',
  ...parentWords,
  'spec.hostnames': 'Names that clients ask for (SNI); left out: all those of the listener.',
  ...rules,
};

export const tcpRouteWords: Words = {
  '': 'Says where the connections of a port go.',
  ...parentWords,
  ...rules,
};

export const udpRouteWords: Words = {
  '': 'Says where the datagrams of a port go. What comes from one address and port stays together.',
  ...parentWords,
  ...rules,
  'spec.rules[].backendRefs[]': 'Where datagrams go, by weight.',
};
