import { type Words, within } from '../../reference/words.ts';
import { sessionWords } from './route-parts.ts';

export const referenceGrantWords: Words = {
  '': 'Lets objects of other namespaces refer to those of its own.',
  'spec.from[]': 'Who may refer.',
  'spec.from[].group': 'The API group of who refers.',
  'spec.from[].kind': 'Their kind.',
  'spec.from[].namespace': 'Where they are.',
  'spec.to[]': 'To what.',
  'spec.to[].name': 'One object alone; left out: all of the kind.',
};

export const backendTlsPolicyWords: Words = {
  '': 'Says by whom, and as what, a backend is believed over TLS.',
  'spec.targetRefs[]': 'The backends: Services, ports of them (`sectionName`), Backends.',
  'spec.validation': 'What is asked of their certificates.',
  'spec.validation.caCertificateRefs[]':
    'Objects of this namespace with certificates that vouch for them: ConfigMaps, Secrets, ClusterTrustBundles (`ca.crt`).',
  'spec.validation.wellKnownCACertificates': 'Believes whom the system believes.',
  'spec.validation.hostname': 'The name that is asked for (SNI), and that the certificate must be for.',
  'spec.validation.subjectAltNames[]':
    'Names of which the certificate must have one, in the place of `hostname`.',
  'spec.validation.subjectAltNames[].type': 'What sort of name.',
  'spec.validation.subjectAltNames[].hostname': 'The host, where it is one.',
  'spec.validation.subjectAltNames[].uri': 'The URI, where it is one.',
};

export const backendLbPolicyWords: Words = {
  '': 'Says with which endpoint of a backend a client stays. `XBackendTrafficPolicy` took its place.',
  'spec.targetRefs[]': 'The backends: Services and Backends.',
  'spec.sessionPersistence':
    'Keeps a client at one endpoint, whoever sends it there; what a rule says itself goes before it.',
  ...within('spec.sessionPersistence', sessionWords),
};

export const xBackendTrafficPolicyWords: Words = {
  ...backendLbPolicyWords,
  '': 'Says how all who use a backend use it: with which endpoint a client stays, how many retries there may be.',
  'spec.retryConstraint': 'Bounds retries, so that a backend in trouble is not asked all the more.',
  'spec.retryConstraint.budget': 'How many there may be.',
  'spec.retryConstraint.budget.percent': 'Of so many requests in a hundred that are under way.',
  'spec.retryConstraint.budget.interval': 'Has no effect.',
  'spec.retryConstraint.minRetryRate': 'How many there may always be.',
  'spec.retryConstraint.minRetryRate.count': 'So many …',
  'spec.retryConstraint.minRetryRate.interval': '… in such a time.',
};
