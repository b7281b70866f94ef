import { type Words, within } from '../../reference/words.ts';
import { typedDataSourceWords } from './data-source.ts';

const bundled = 'spec.provider.bundled';

export const meshIdentityWords: Words = {
  '': 'Says who workloads are: their SPIFFE IDs, and who vouches for them.',
  'spec.selector': 'Which workloads.',
  'spec.selector.dataplane': 'Left out: none.',
  'spec.selector.dataplane.matchLabels':
    'Those whose Dataplanes have these labels, all of them; none: every one.',
  'spec.spiffeID': 'What they are called.',
  'spec.spiffeID.trustDomain':
    'How the trust domain is made, in Go’s language for templates, of `.Mesh` and `.Zone`.',
  'spec.spiffeID.path':
    'How the path is made, of `.Namespace`, `.ServiceAccount`, `.Workload`, `.TrustDomain` and `label "key"`.',
  'spec.provider': 'Who makes their certificates.',
  'spec.provider.type': '`Bundled`: the control plane. `Spire`: an agent of SPIRE beside each workload.',
  [bundled]: 'How the control plane does.',
  [`${bundled}.meshTrustCreation`]: 'Whether the mesh takes what it makes, without a MeshTrust of yours.',
  [`${bundled}.insecureAllowSelfSigned`]: 'The authority may have vouched for itself.',
  [`${bundled}.autogenerate`]: 'An authority of its own.',
  [`${bundled}.autogenerate.enabled`]: 'Whether it makes one.',
  [`${bundled}.ca`]: 'An authority that it is given.',
  [`${bundled}.ca.certificate`]: 'Its certificate.',
  ...within(`${bundled}.ca.certificate`, typedDataSourceWords),
  [`${bundled}.ca.privateKey`]: 'Its key.',
  ...within(`${bundled}.ca.privateKey`, typedDataSourceWords),
  [`${bundled}.certificateParameters`]: 'What the certificates are like.',
  [`${bundled}.certificateParameters.expiry`]: 'How long each lives (`24h`).',
  'spec.provider.spire': 'How SPIRE does.',
  'spec.provider.spire.agent': 'The agent.',
  'spec.provider.spire.agent.timeout': 'How long it may take to answer.',
  'spec.provider.extension': 'Something else that another control plane knows.',
  'spec.provider.extension.name': 'Its name.',
  'spec.provider.extension.config': 'What it is told.',
};

export const meshTrustWords: Words = {
  '': 'Says whose certificates a mesh takes for workloads of a trust domain.',
  'spec.trustDomain': 'The trust domain: `spiffe://this/…`.',
  'spec.caBundles[]': 'Who vouches for them.',
  'spec.caBundles[].type': 'They are written here.',
  'spec.caBundles[].pem': 'Their certificates.',
  'spec.caBundles[].pem.value': 'In PEM, one or more.',
};

export const meshSecretWords: Words = {
  '': 'Has a certificate or a key for objects of its mesh that name it. Its value is never printed.',
  data: 'The value, in base64.',
};

export const globalSecretWords: Words = {
  '': 'Has a key for the control plane itself. Its value is never printed.',
  data: 'The value, in base64.',
};
