import type { Words } from '../../reference/words.ts';

/** consulBackendWords are those of what leads to a service in Consul's catalogue. */
export const consulBackendWords: Words = {
  'spec.consul':
    'The instances of a service in Consul’s catalogue, as gloo writes it. Whom to ask is the operator’s to say (`--consul-address`). Instances that fail a check are left out; those that pass and those that warn share by their weights.',
  'spec.consul.serviceName': 'Its name in the catalogue.',
  'spec.consul.dataCenters':
    'The data centers that it is looked for in, each of which must answer. None: that of the agent which is asked.',
  'spec.consul.instanceTags': 'Tags that an instance must have, all of them, to be meant.',
  'spec.consul.instanceBlacklistTags': 'Tags that an instance must not have.',
  'spec.consul.consistencyMode':
    '`StaleMode` lets any server answer, `ConsistentMode` only a leader whom the others just confirmed.',
  'spec.consul.queryOptions': 'How the agent is asked.',
  'spec.consul.queryOptions.useCache':
    'The agent may answer of what it keeps, and keeps fresh. Not with `ConsistentMode`.',
  'spec.consul.connectEnabled': 'Not served: a Backend that has it true is not accepted.',
};
