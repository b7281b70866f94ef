import { type Words, within } from '../../../reference/words.ts';

const targetRef: Words = {
  kind: 'What is named: proxies at the top, what is called in `to`, who calls in `from`.',
  name: 'Its name; of a MeshService of the old sort, the value of its tag `kuma.io/service`.',
  namespace: 'On Kubernetes, its namespace; left out: that of this policy.',
  labels: 'In place of a name: everything of the kind that has all of them.',
  mesh: 'Without effect: a policy is about its own mesh.',
  proxyTypes: 'These sorts of proxies alone; left out: both.',
  sectionName: 'A port of it, or of a Dataplane an inbound: by its name, or by its number where it has none.',
  tags: 'Inbounds that have all of these tags.',
};

/** topLevelWords are those of a policy as a whole. */
export const topLevelWords: Words = {
  'spec.targetRef': 'The proxies that it is about; left out: all of its mesh.',
  ...within('spec.targetRef', targetRef),
};

/** toWords, fromWords and rulesWords are those of the lists that a policy may have. */
export const toWords: Words = {
  'spec.to[]': 'What holds for what these proxies call.',
  'spec.to[].targetRef':
    'What is called. A more specific item goes before a more general one, field by field.',
  'spec.to[].default': 'What holds for it.',
};
export const fromWords: Words = {
  'spec.from[]': 'What holds for what they are called for, in the old form.',
  'spec.from[].targetRef': 'Who calls.',
};
export const rulesWords: Words = {
  'spec.rules[]': 'What holds for what they are called for.',
  'spec.rules[].matches[]': 'Who calls: one of these; left out: anybody.',
  'spec.rules[].matches[].spiffeID': 'The identity of who calls, as its certificate says it.',
  'spec.rules[].matches[].spiffeID.type': 'Whether all of it is compared, or how it begins.',
  'spec.rules[].matches[].spiffeID.value': 'Such as `spiffe://default/ns/shop`.',
  'spec.rules[].matches[].sni': 'The name that was asked for over TLS.',
  'spec.rules[].matches[].sni.type': 'How it is compared.',
  'spec.rules[].matches[].sni.value': 'The name.',
};

/** backendRefWords are those of whom something is sent to. */
export const backendRefWords: Words = {
  kind: 'What it is sent to.',
  name: 'Its name.',
  namespace: 'On Kubernetes, its namespace.',
  labels: 'In place of a name: the oldest that has all of them.',
  mesh: 'Without effect.',
  port: 'Its port; left out: its only one.',
  sectionName: 'Its port, by name.',
  tags: 'Those of its endpoints alone that have these tags.',
};
