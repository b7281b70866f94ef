import type { Words } from '../../reference/words.ts';

/** consulBackendWords are those of what leads to a service in Consul's catalogue. */
export const consulBackendWords: Words = {
  'spec.consul':
    'Instances of a service in Consul’s catalogue, by their weights, but those that fail a check. Which Consul is asked, the operator says (`--consul-address`).',
  'spec.consul.serviceName': 'Name of the service in the catalogue.',
  'spec.consul.dataCenters':
    'Data centers in which the service is looked up, all of which must answer. None: that of the agent that is asked.',
  'spec.consul.instanceTags': 'Tags that an instance must have, all of them.',
  'spec.consul.instanceBlacklistTags': 'Tags that an instance must not have, none of them.',
  'spec.consul.consistencyMode':
    'Consistency of reads. `StaleMode`: any server answers. `ConsistentMode`: only a leader that the others have confirmed.',
  'spec.consul.queryOptions': 'How the agent is asked.',
  'spec.consul.queryOptions.useCache': 'Lets the agent answer from its cache. Not with `ConsistentMode`.',
  'spec.consul.connectEnabled':
    'Calls through Consul’s mesh. Not served: a Backend that has it true is not accepted.',
};
