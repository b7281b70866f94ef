import { selectorWords } from '../../gateway-api/words/selector.ts';
import { type Words, within } from '../../reference/words.ts';

/** targetWords are what a policy is about. */
export const targetWords: Words = {
  'spec.targetRef': 'The object that the policy is about.',
  'spec.targetRefs[]':
    'Objects that the policy is about: Gateways, ListenerSets and routes, or a listener or rule of one (`sectionName`). A BackendTrafficPolicy also takes Services and Backends.',
  'spec.targetSelectors[]':
    'Targets by label: every object of a kind that has the labels, in this namespace if `namespaces` chooses no others.',
  'spec.targetSelectors[].group': 'API group of the targets.',
  'spec.targetSelectors[].kind': 'Kind of the targets.',
  ...within('spec.targetSelectors[]', selectorWords),
  'spec.targetSelectors[].namespaces':
    'Namespaces that are searched. In another than this one a ReferenceGrant must permit it: from this kind of policy and namespace, to the kind of the targets.',
  'spec.targetSelectors[].namespaces.from':
    '`Same`: this one. `All`: every one. `Selector`: those with labels.',
  'spec.targetSelectors[].namespaces.selector': 'For `Selector`: labels that a namespace must have.',
  ...within('spec.targetSelectors[].namespaces.selector', selectorWords),
  'spec.mergeType':
    '`JSONMerge`, `StrategicMerge`: more general policies of this kind hold for each field that this one leaves out. Left out, or `Replace`: this one holds alone.',
};

/** http2Words are how HTTP/2 is spoken, with backends as with clients. */
export const http2Words: Words = {
  initialStreamWindowSize:
    'Flow-control window of a stream: bytes that may be under way before the receiver confirms any. Left out: 64Ki.',
  initialConnectionWindowSize: 'Flow-control window of a whole connection. Left out: 1Mi.',
  maxConcurrentStreams: 'Streams (requests in parallel) on one connection. Left out, towards clients: 100.',
  onInvalidMessage:
    'What a malformed message ends: its connection, or its stream alone. Left out: the connection.',
  connectionKeepalive: 'HTTP/2 PINGs, to find dead connections.',
  'connectionKeepalive.interval': 'Time between two PINGs. Left out: none are sent at intervals.',
  'connectionKeepalive.timeout':
    'How long a PING may stay unanswered before the connection is closed. Left out: 20s.',
  'connectionKeepalive.intervalJitter':
    'Random time added to each interval, as a percentage of it. Left out: 15.',
  'connectionKeepalive.idleInterval':
    'Idle time of a connection after which a PING goes ahead of the next request.',
};

/** keepaliveWords are TCP's own. */
export const keepaliveWords: Words = {
  probes: 'Unanswered probes after which the connection is closed.',
  idleTime: 'Idle time before the first probe.',
  interval: 'Time between two probes.',
};
