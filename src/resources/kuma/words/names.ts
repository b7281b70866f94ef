import type { Words } from '../../reference/words.ts';

export const hostnameGeneratorWords: Words = {
  '': 'Gives services the names that they are called by.',
  'spec.selector': 'Which services, of one kind.',
  'spec.selector.meshService': 'MeshServices.',
  'spec.selector.meshService.matchLabels': 'That have these labels, all of them; none: every one.',
  'spec.selector.meshExternalService': 'MeshExternalServices.',
  'spec.selector.meshExternalService.matchLabels': 'That have these labels, all of them; none: every one.',
  'spec.selector.meshMultiZoneService': 'MeshMultiZoneServices.',
  'spec.selector.meshMultiZoneService.matchLabels': 'That have these labels, all of them; none: every one.',
  'spec.template':
    'How a name is made, in Go’s language for templates, of `.Name`, `.DisplayName`, `.Namespace`, `.Mesh`, `.Zone` and `label "key"`.',
};

export const virtualOutboundWords: Words = {
  '': 'Gives workloads names and ports of their own, made of their tags.',
  mesh: 'The mesh that it is in.',
  spec: 'All that is said of it.',
  'spec.selectors[]': 'Which workloads: those with an inbound that one of these means.',
  'spec.selectors[].match': 'Tags that it must have, all of them; `*` is any value.',
  'spec.conf': 'How they are called.',
  'spec.conf.host': 'How the name is made, in Go’s language for templates.',
  'spec.conf.port': 'How the port is made.',
  'spec.conf.parameters[]': 'What the two are made of. One is the tag `kuma.io/service`.',
  'spec.conf.parameters[].name': 'What the templates call it: `{{.name}}`.',
  'spec.conf.parameters[].tagKey': 'The tag whose value it is; left out: the tag of this name.',
};
