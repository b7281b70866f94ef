import { selectorWords } from '../../gateway-api/words/selector.ts';
import { type Words, within } from '../../reference/words.ts';

/** targetWords are what a policy is about. */
export const targetWords: Words = {
  'spec.targetRef': 'One thing that the policy is about.',
  'spec.targetRefs[]': 'What the policy is about: Gateways, listeners of them, routes, rules of them.',
  'spec.targetSelectors[]': 'The same by labels: every object of a kind in this namespace that has them.',
  'spec.targetSelectors[].group': 'The API group of the kind.',
  'spec.targetSelectors[].kind': 'The kind.',
  ...within('spec.targetSelectors[]', selectorWords),
  'spec.targetSelectors[].namespaces': 'The policy’s own is looked into.',
  'spec.mergeType':
    'Whether more general policies hold beside this one, for each field that it leaves out. Left out, or `Replace`: this one holds alone.',
};

/** http2Words are how HTTP/2 is spoken, with backends as with clients. */
export const http2Words: Words = {
  initialStreamWindowSize: 'Bytes that a stream may be sent before it says that it read them.',
  initialConnectionWindowSize: 'The same for a connection.',
  maxConcurrentStreams: 'Streams at once on a connection.',
  onInvalidMessage: 'What ends where a message is malformed.',
  connectionKeepalive: 'Whether connections are asked for a sign of life.',
  'connectionKeepalive.interval': 'How often.',
  'connectionKeepalive.timeout': 'How long it may take to come.',
  'connectionKeepalive.intervalJitter': 'By how many percent the interval is varied.',
  'connectionKeepalive.idleInterval': 'How long nothing must have come before one is asked for.',
};

/** keepaliveWords are TCP's own. */
export const keepaliveWords: Words = {
  probes: 'How many may stay unanswered.',
  idleTime: 'How long nothing must have come before the first.',
  interval: 'How long from one to the next.',
};
