import type { Words } from '../../reference/words.ts';

export const hostnameGeneratorWords: Words = {
  '': 'Generates the host names by which services are called.',
  'spec.selector': 'Services that get a name: of one kind, selected by labels.',
  'spec.selector.meshService': 'MeshServices.',
  'spec.selector.meshService.matchLabels':
    'Labels that a service must have, all of them; empty: every service of the kind.',
  'spec.selector.meshExternalService': 'MeshExternalServices.',
  'spec.selector.meshExternalService.matchLabels':
    'Labels that a service must have, all of them; empty: every service of the kind.',
  'spec.selector.meshMultiZoneService': 'MeshMultiZoneServices.',
  'spec.selector.meshMultiZoneService.matchLabels':
    'Labels that a service must have, all of them; empty: every service of the kind.',
  'spec.template':
    'Go template of the host name, with `.Name`, `.DisplayName`, `.Namespace`, `.Mesh`, `.Zone` and `label "key"`.',
};

export const virtualOutboundWords: Words = {
  '': 'Gives workloads host names and ports of their own, made of their tags.',
  mesh: 'Mesh of the workloads.',
  spec: 'Settings of the VirtualOutbound.',
  'spec.selectors[]': 'Selects inbounds: one item must match.',
  'spec.selectors[].match': 'Tags that the inbound must have, all of them; `*` as a value means any.',
  'spec.conf': 'How the host name and the port are made.',
  'spec.conf.host': 'Go template of the host name, with the `parameters`.',
  'spec.conf.port': 'Go template of the port, with the `parameters`.',
  'spec.conf.parameters[]':
    'Tags whose values the templates may use. One of them must be the tag `kuma.io/service`.',
  'spec.conf.parameters[].name': 'Name of the parameter in the templates: `{{.name}}`.',
  'spec.conf.parameters[].tagKey': 'Tag whose value it has; left out: the tag called as the parameter is.',
};
