import type { Words } from '../../reference/words.ts';
import { serviceStatusWords } from './service-status.ts';

export const meshServiceWords: Words = {
  '': 'Is a service of a mesh: the workloads that serve it, and the ports at which it is called.',
  spec: 'Settings of the service.',
  'spec.selector': 'Workloads that serve it, selected in one of three ways; left out: none.',
  'spec.selector.dataplaneTags': 'Selects inbounds that have these tags, all of them.',
  'spec.selector.dataplaneRef': 'Selects one workload.',
  'spec.selector.dataplaneRef.name': 'Name of its Dataplane.',
  'spec.selector.dataplaneLabels': 'Selects workloads by the labels of their Dataplanes.',
  'spec.selector.dataplaneLabels.matchLabels':
    'Labels that a Dataplane must have, all of them; empty: none is meant.',
  'spec.ports[]': 'Ports of the service.',
  'spec.ports[].name': 'Name of the port, by which others refer to it; left out: its number.',
  'spec.ports[].port': 'Port at which the service is called.',
  'spec.ports[].targetPort': 'Inbound that serves it, by port number or by name; left out: `port`.',
  'spec.ports[].appProtocol': 'Protocol of the port.',
  'spec.identities[]': 'Identities of its workloads.',
  'spec.state': 'Whether it has workloads, as another control plane found.',
  ...serviceStatusWords,
};
