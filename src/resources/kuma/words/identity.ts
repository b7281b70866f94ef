import { type Words, within } from '../../reference/words.ts';
import { typedDataSourceWords } from './data-source.ts';

const bundled = 'spec.provider.bundled';

export const meshIdentityWords: Words = {
  '': 'Gives workloads their identity: a SPIFFE ID, and a certificate for it. It goes before `mtls` of the Mesh.',
  'spec.selector':
    'Workloads that get this identity. Of several MeshIdentities the one with most labels holds.',
  'spec.selector.dataplane': 'Selects workloads by their Dataplanes; left out: none.',
  'spec.selector.dataplane.matchLabels':
    'Labels that a Dataplane must have, all of them; empty: every Dataplane of the mesh.',
  'spec.spiffeID': 'How the SPIFFE ID is made.',
  'spec.spiffeID.trustDomain':
    'Go template of the trust domain, with `.Mesh` and `.Zone`; left out: `{{ .Mesh }}.{{ .Zone }}.mesh.local`.',
  'spec.spiffeID.path':
    'Go template of the path, with `.Namespace`, `.ServiceAccount`, `.Workload`, `.TrustDomain` and `label "key"`; left out: `/ns/NAMESPACE/sa/ACCOUNT` on Kubernetes, else `/workload/WORKLOAD`.',
  'spec.provider': 'Who issues the certificates; left out: nobody.',
  'spec.provider.type':
    '`Bundled`: the control plane. `Spire` (a SPIRE agent beside each workload) and `Extension` are not served.',
  [bundled]: 'For `Bundled`: the certificate authority of the control plane.',
  [`${bundled}.meshTrustCreation`]:
    '`Enabled`: the mesh trusts certificates of this authority. `Disabled`: a MeshTrust must say so.',
  [`${bundled}.insecureAllowSelfSigned`]:
    'Allows a self-signed authority; without effect, as one is always allowed.',
  [`${bundled}.autogenerate`]: 'Authority that the control plane generates.',
  [`${bundled}.autogenerate.enabled`]: 'Whether it generates one; if not, `ca` is required.',
  [`${bundled}.ca`]: 'Authority of your own.',
  [`${bundled}.ca.certificate`]: 'CA certificate.',
  ...within(`${bundled}.ca.certificate`, typedDataSourceWords),
  [`${bundled}.ca.privateKey`]: 'Private key of the CA certificate.',
  ...within(`${bundled}.ca.privateKey`, typedDataSourceWords),
  [`${bundled}.certificateParameters`]: 'Settings of the workloads’ certificates.',
  [`${bundled}.certificateParameters.expiry`]: 'Lifetime of a certificate; left out: 24h.',
  'spec.provider.spire': 'For `Spire`: how SPIRE issues certificates. Not served.',
  'spec.provider.spire.agent': 'The SPIRE agent.',
  'spec.provider.spire.agent.timeout': 'How long the agent may take to answer.',
  'spec.provider.extension': 'For `Extension`: a provider of another control plane. Not served.',
  'spec.provider.extension.name': 'Name of the provider.',
  'spec.provider.extension.config': 'Settings of the provider.',
};

export const meshTrustWords: Words = {
  '': 'Adds a trust domain to a mesh: the authorities whose certificates are taken for its workloads.',
  'spec.trustDomain': 'Trust domain of the SPIFFE IDs: `spiffe://TRUST-DOMAIN/…`.',
  'spec.caBundles[]': 'CA certificates of the trust domain.',
  'spec.caBundles[].type': 'Where the certificates are: in `pem`.',
  'spec.caBundles[].pem': 'Certificates, written here.',
  'spec.caBundles[].pem.value': 'One or more CA certificates in PEM.',
};

export const meshSecretWords: Words = {
  '': 'Holds a certificate or a key for objects of its mesh that name it. Its value is never printed.',
  data: 'The value, in base64.',
};

export const globalSecretWords: Words = {
  '': 'Holds a key for the control plane itself. Its value is never printed.',
  data: 'The value, in base64.',
};
