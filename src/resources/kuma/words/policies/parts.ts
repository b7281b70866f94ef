import { type Words, within } from '../../../reference/words.ts';

const targetRef: Words = {
  kind: 'Kind of the target: proxies at the top, what is called in `to`, callers in `from`.',
  name: 'Name of the target; of a service that is known by tags, the value of its tag `kuma.io/service`.',
  namespace: 'Namespace of the target, on Kubernetes; left out: that of this policy.',
  labels: 'In place of a name: labels that a target must have, all of them.',
  mesh: 'Without effect: a policy holds in its own mesh.',
  proxyTypes: 'Types of proxies that are meant; left out: both.',
  sectionName:
    'One port of a service, by name, or by number where it has none; one inbound of a Dataplane, by either.',
  tags: 'Tags that an inbound must have, all of them.',
};

/** topLevelWords are those of a policy as a whole. */
export const topLevelWords: Words = {
  'spec.targetRef':
    'Proxies that the policy applies to; left out: all of its mesh. The policy with the more specific target holds.',
  ...within('spec.targetRef', targetRef),
};

/** toWords, fromWords and rulesWords are those of the lists that a policy may have. */
export const toWords: Words = {
  'spec.to[]': 'Outgoing traffic: settings by the service that these proxies call.',
  'spec.to[].targetRef':
    'Service that is called. Items with a more specific target go before more general ones, field by field.',
  'spec.to[].default': 'Settings for this traffic.',
};
export const fromWords: Words = {
  'spec.from[]': 'Incoming traffic, in the older form: settings for calls to these proxies.',
  'spec.from[].targetRef': 'Callers.',
  'spec.from[].default': 'Settings for this traffic.',
};
export const rulesWords: Words = {
  'spec.rules[]': 'Incoming traffic: settings for calls to these proxies.',
  'spec.rules[].default': 'Settings for this traffic.',
  'spec.rules[].matches[]': 'Callers that the rule holds for: one item must match. Left out: all callers.',
  'spec.rules[].matches[].spiffeID': 'SPIFFE ID of the caller, from its certificate.',
  'spec.rules[].matches[].spiffeID.type':
    'Whether the whole ID is compared, or its beginning, up to the end of a path element.',
  'spec.rules[].matches[].spiffeID.value': 'SPIFFE ID or its prefix, such as `spiffe://default/ns/shop`.',
  'spec.rules[].matches[].sni': 'Server name (SNI) that the caller asks for over TLS.',
  'spec.rules[].matches[].sni.type': 'How the name is compared.',
  'spec.rules[].matches[].sni.value': 'The server name.',
};

/** backendRefWords are those of whom something is sent to. */
export const backendRefWords: Words = {
  kind: 'Kind of the destination.',
  name: 'Name of the destination.',
  namespace: 'Namespace of the destination, on Kubernetes; left out: any namespace.',
  labels:
    'In place of a name: labels that the destination must have, all of them. The oldest that has them is meant.',
  mesh: 'Without effect: the destination is in the policy’s own mesh.',
  port: 'Port of the destination, by number; may be left out where it has one port.',
  sectionName: 'Port of the destination, by name or number; goes before `port`.',
  tags: 'For a MeshServiceSubset: only endpoints that have all of these tags.',
};
