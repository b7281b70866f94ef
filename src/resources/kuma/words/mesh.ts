import { type Words, within } from '../../reference/words.ts';
import { dataSourceOrFileWords } from './data-source.ts';
import { metricsPageWords } from './metrics.ts';

export const meshWords: Words = {
  '': 'Is a mesh: what holds for all workloads in it.',
  spec: 'Settings of the mesh.',
  'spec.mtls':
    'Mutual TLS between workloads; left out: plain text, unless a MeshIdentity gives them certificates.',
  'spec.mtls.enabledBackend': 'Name of the authority that issues certificates; left out: none, and no mTLS.',
  'spec.mtls.backends[]': 'Certificate authorities. Certificates of all of them are trusted.',
  'spec.mtls.backends[].name': 'Name of the authority.',
  'spec.mtls.backends[].type':
    '`builtin`: the control plane generates the CA certificate and its key. `provided`: you give them.',
  'spec.mtls.backends[].mode':
    '`STRICT`: workloads take mTLS alone. `PERMISSIVE`: they take plain text as well.',
  'spec.mtls.backends[].dpCert': 'Certificates of workloads.',
  'spec.mtls.backends[].dpCert.rotation': 'Rotation of the certificates.',
  'spec.mtls.backends[].dpCert.rotation.expiration':
    'Lifetime of a certificate (`1d`), which is renewed before it ends; left out: 30d.',
  'spec.mtls.backends[].dpCert.requestTimeout': 'How long it may take to issue a certificate.',
  'spec.mtls.backends[].rootChain': 'Retrieval of the CA certificate.',
  'spec.mtls.backends[].conf': 'Settings of the authority, by its type.',
  'spec.mtls.backends[].conf.caCert': 'For `builtin`: the CA certificate that is generated.',
  'spec.mtls.backends[].conf.caCert.RSAbits': 'Length of its RSA key, in bits.',
  'spec.mtls.backends[].conf.caCert.expiration': 'Lifetime of the CA certificate; left out: 10y.',
  'spec.mtls.backends[].conf.cert': 'For `provided`: the CA certificate.',
  ...within('spec.mtls.backends[].conf.cert', dataSourceOrFileWords),
  'spec.mtls.backends[].conf.key': 'For `provided`: the private key of the CA certificate.',
  ...within('spec.mtls.backends[].conf.key', dataSourceOrFileWords),
  'spec.mtls.skipValidation': 'Takes authorities without checking whether they can issue certificates.',
  'spec.metrics': 'Metrics of all sidecars of the mesh; left out: none, unless a MeshMetric says so.',
  'spec.metrics.enabledBackend': 'Name of the backend in force; left out: none, and no metrics.',
  'spec.metrics.backends[]': 'Ways to expose metrics.',
  'spec.metrics.backends[].name': 'Name of the backend.',
  'spec.metrics.backends[].type': 'Format of the metrics: the text format of Prometheus.',
  'spec.metrics.backends[].conf': 'Where and how sidecars expose metrics.',
  ...within('spec.metrics.backends[].conf', metricsPageWords),
  'spec.networking': 'Traffic to destinations outside of the mesh.',
  'spec.networking.outbound': 'Outgoing traffic of workloads.',
  'spec.networking.outbound.passthrough':
    'Whether captured traffic to destinations outside of the mesh is let through. A MeshPassthrough goes before it.',
  'spec.routing': 'Routing of calls.',
  'spec.routing.localityAwareLoadBalancing':
    'Prefers endpoints in the caller’s own zone. There is one zone, so that this changes nothing.',
  'spec.routing.zoneEgress': 'Sends traffic to services outside of the mesh by way of a zone egress.',
  'spec.routing.defaultForbidMeshExternalServiceAccess':
    'Forbids calls to MeshExternalServices: each is answered with 503.',
  'spec.constraints': 'Which proxies may join the mesh.',
  'spec.constraints.dataplaneProxy':
    'Rules for the tags of each inbound of a Dataplane, or of its gateway. `*` as a value means any.',
  'spec.constraints.dataplaneProxy.requirements[]':
    'Tags that an inbound must have: all of one item. Left out: any Dataplane may join.',
  'spec.constraints.dataplaneProxy.requirements[].tags': 'Tags and their values.',
  'spec.constraints.dataplaneProxy.restrictions[]':
    'Tags that keep a Dataplane out, where an inbound has all of one item.',
  'spec.constraints.dataplaneProxy.restrictions[].tags': 'Tags and their values.',
  'spec.meshServices': 'How services are defined: as MeshServices, or by the tag `kuma.io/service`.',
  'spec.meshServices.mode':
    '`Disabled`: tags. `Everywhere`: both, and a MeshService is generated for each tag. `ReachableBackends`: the same, but only Dataplanes with `reachableBackends` call MeshServices. `Exclusive`: MeshServices alone. Left out: tags, and the MeshServices that you write.',
  'spec.skipCreatingInitialPolicies':
    'Kinds of the default policies (timeouts, retries, circuit breakers) that the mesh does without; `*`: all.',
};
