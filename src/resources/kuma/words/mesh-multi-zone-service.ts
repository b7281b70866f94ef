import type { Words } from '../../reference/words.ts';
import { serviceStatusWords } from './service-status.ts';

export const meshMultiZoneServiceWords: Words = {
  '': 'Joins several MeshServices, of one zone or of many, into one service.',
  spec: 'Settings of the service.',
  'spec.selector': 'MeshServices that are joined.',
  'spec.selector.meshService': 'Selects MeshServices by their labels.',
  'spec.selector.meshService.matchLabels': 'Labels that a MeshService must have, all of them.',
  'spec.ports[]': 'Ports of the service.',
  'spec.ports[].name':
    'Name of the port: it leads to the ports of this name of the MeshServices. Left out: its number.',
  'spec.ports[].port': 'Port at which the service is called.',
  'spec.ports[].appProtocol': 'Protocol of the port.',
  ...serviceStatusWords,
};
