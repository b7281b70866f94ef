import { type Words, within } from '../../reference/words.ts';
import { dataSourceOrFileWords } from './data-source.ts';
import { metricsPageWords } from './metrics.ts';

export const meshWords: Words = {
  '': 'Is a mesh: what holds for all workloads in it.',
  spec: 'All that is said of it.',
  'spec.mtls': 'Who vouches for its workloads; left out: nobody, and they speak in the clear.',
  'spec.mtls.enabledBackend': 'The name of the authority in force; left out: none is.',
  'spec.mtls.backends[]': 'Authorities.',
  'spec.mtls.backends[].name': 'The name of one.',
  'spec.mtls.backends[].type': '`builtin` makes its own certificate and key; `provided` is given them.',
  'spec.mtls.backends[].mode': '`PERMISSIVE` lets workloads be called in the clear, too.',
  'spec.mtls.backends[].dpCert': 'The certificates of workloads.',
  'spec.mtls.backends[].dpCert.rotation': 'When they are made anew.',
  'spec.mtls.backends[].dpCert.rotation.expiration': 'How long each lives (`1d`).',
  'spec.mtls.backends[].dpCert.requestTimeout': 'How long making one may take.',
  'spec.mtls.backends[].rootChain': 'The certificate of the authority.',
  'spec.mtls.backends[].conf': 'What its type needs.',
  'spec.mtls.backends[].conf.caCert': 'Of `builtin`: its certificate.',
  'spec.mtls.backends[].conf.caCert.RSAbits': 'The length of its key.',
  'spec.mtls.backends[].conf.caCert.expiration': 'How long it lives (`10y`).',
  'spec.mtls.backends[].conf.cert': 'Of `provided`: its certificate.',
  ...within('spec.mtls.backends[].conf.cert', dataSourceOrFileWords),
  'spec.mtls.backends[].conf.key': 'Of `provided`: its key.',
  ...within('spec.mtls.backends[].conf.key', dataSourceOrFileWords),
  'spec.mtls.skipValidation': 'Authorities are taken without trying them.',
  'spec.metrics': 'Where its sidecars show their metrics; left out: nowhere, unless a MeshMetric says so.',
  'spec.metrics.enabledBackend': 'The name of what is in force; left out: nothing is.',
  'spec.metrics.backends[]': 'Ways to show them.',
  'spec.metrics.backends[].name': 'The name of one.',
  'spec.metrics.backends[].type': 'In the text format of Prometheus.',
  'spec.metrics.backends[].conf': 'How.',
  ...within('spec.metrics.backends[].conf', metricsPageWords),
  'spec.networking': 'How its workloads call what is outside.',
  'spec.networking.outbound': 'What they send.',
  'spec.networking.outbound.passthrough': 'What is captured and meant for no service goes where it was sent.',
  'spec.routing': 'How calls find their way.',
  'spec.routing.localityAwareLoadBalancing':
    'Workloads of the own zone go before others. There is one zone, so it is so in any case.',
  'spec.routing.zoneEgress': 'Calls to services outside go by way of an egress.',
  'spec.routing.defaultForbidMeshExternalServiceAccess':
    'Nobody may call a MeshExternalService: each answers 503.',
  'spec.constraints': 'Who may be in it.',
  'spec.constraints.dataplaneProxy':
    'Held against the tags of each inbound of a Dataplane, or of its gateway. `*` is any value.',
  'spec.constraints.dataplaneProxy.requirements[]':
    'It must have all tags of one of these; left out: anything will do.',
  'spec.constraints.dataplaneProxy.requirements[].tags': 'Tags and their values.',
  'spec.constraints.dataplaneProxy.restrictions[]': 'It must have all tags of none of these.',
  'spec.constraints.dataplaneProxy.restrictions[].tags': 'Tags and their values.',
  'spec.meshServices': 'Whether services are MeshServices, or the values of the tag `kuma.io/service`.',
  'spec.meshServices.mode':
    '`Disabled`: tags. `Everywhere`: both, and a MeshService is made for each tag. `ReachableBackends`: both, and MeshServices for those whose Dataplane has `reachableBackends`. `Exclusive`: MeshServices alone.',
  'spec.skipCreatingInitialPolicies': 'Kinds of policies that a new mesh does not begin with; `*`: all.',
};
