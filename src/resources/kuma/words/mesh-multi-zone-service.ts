import type { Words } from '../../reference/words.ts';
import { serviceStatusWords } from './service-status.ts';

export const meshMultiZoneServiceWords: Words = {
  '': 'Is several MeshServices, of one zone or of many, that are called as one.',
  spec: 'All that is said of it.',
  'spec.selector': 'Which they are.',
  'spec.selector.meshService': 'MeshServices.',
  'spec.selector.meshService.matchLabels': 'That have these labels, all of them.',
  'spec.ports[]': 'Its ports.',
  'spec.ports[].name': 'Those of the MeshServices with this name answer; left out: its number.',
  'spec.ports[].port': 'Where it is called.',
  'spec.ports[].appProtocol': 'What is spoken.',
  ...serviceStatusWords,
};
