import type { Words } from '../../reference/words.ts';
import { serviceStatusWords } from './service-status.ts';

export const meshServiceWords: Words = {
  '': 'Is a service of a mesh: the workloads that it selects, and the ports that it is called at.',
  spec: 'All that is said of it.',
  'spec.selector': 'Which workloads are the service, chosen in one of three ways; left out: none.',
  'spec.selector.dataplaneTags': 'Those with an inbound that has these tags.',
  'spec.selector.dataplaneRef': 'One alone.',
  'spec.selector.dataplaneRef.name': 'The name of its Dataplane.',
  'spec.selector.dataplaneLabels': 'Those whose Dataplanes have labels.',
  'spec.selector.dataplaneLabels.matchLabels': 'The labels, all of them.',
  'spec.ports[]': 'Its ports.',
  'spec.ports[].name': 'By which others mean it; left out: its number.',
  'spec.ports[].port': 'Where it is called.',
  'spec.ports[].targetPort': 'The number or the name of the inbound that answers; left out: `port`.',
  'spec.ports[].appProtocol': 'What is spoken: `http`, `http2`, `grpc`, `tcp`, `kafka`, `mysql`.',
  'spec.identities[]': 'Who its workloads are.',
  'spec.state': 'Whether it has workloads, as another control plane found out.',
  ...serviceStatusWords,
};
