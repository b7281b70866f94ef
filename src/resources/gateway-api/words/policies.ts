import { type Words, within } from '../../reference/words.ts';
import { sessionWords } from './route-parts.ts';

export const referenceGrantWords: Words = {
  '': 'Lets objects of other namespaces refer to objects of its own namespace.',
  'spec.from[]': 'Who may refer: objects of a kind in a namespace.',
  'spec.from[].group': 'API group of the objects that refer.',
  'spec.from[].kind': 'Kind of the objects that refer.',
  'spec.from[].namespace': 'Namespace of the objects that refer.',
  'spec.to[]': 'What they may refer to: objects of a kind in this namespace.',
  'spec.to[].name': 'Name of the only object that they may refer to. Left out: all of the kind.',
};

export const backendTlsPolicyWords: Words = {
  '': 'Says how the certificate of a backend is verified over TLS. It has the backend spoken to over TLS.',
  'spec.targetRefs[]': 'The backends: Services and Backends, or a port of one (`sectionName`).',
  'spec.validation': 'How the backend’s certificate is verified.',
  'spec.validation.caCertificateRefs[]':
    'ConfigMaps, Secrets and ClusterTrustBundles with the CA certificates (`ca.crt`, else `tls.crt`, else the only key).',
  'spec.validation.wellKnownCACertificates':
    'Verifies certificates by the CA certificates of the proxy’s system.',
  'spec.validation.hostname':
    'Server name (SNI). The certificate must be for it, unless `subjectAltNames` say otherwise.',
  'spec.validation.subjectAltNames[]':
    'Names of which the certificate must have one, in place of `hostname`.',
  'spec.validation.subjectAltNames[].type': 'Type of the name.',
  'spec.validation.subjectAltNames[].hostname': 'The host name, for type `Hostname`.',
  'spec.validation.subjectAltNames[].uri': 'The URI, for type `URI`.',
};

export const backendLbPolicyWords: Words = {
  '': 'Says at which endpoint of a backend a client stays. Superseded by XBackendTrafficPolicy.',
  'spec.targetRefs[]': 'The backends: Services and Backends.',
  'spec.sessionPersistence':
    'Keeps a client at one endpoint of the backend, whichever route leads there. `sessionPersistence` of a rule goes before it.',
  ...within('spec.sessionPersistence', sessionWords),
};

export const xBackendTrafficPolicyWords: Words = {
  ...backendLbPolicyWords,
  '': 'Says how all routes use a backend: at which endpoint a client stays, and how many retries there may be.',
  'spec.retryConstraint':
    'Retry budget: limits retries in parallel, so that a failing backend is not asked all the more.',
  'spec.retryConstraint.budget': 'Retries as a share of the requests.',
  'spec.retryConstraint.budget.percent': 'Percentage of the requests under way that may be retries.',
  'spec.retryConstraint.budget.interval':
    'Has no effect: retries are compared with the requests that are under way.',
  'spec.retryConstraint.minRetryRate':
    'Retries that are always allowed. As many as there may be in a second may be under way at once.',
  'spec.retryConstraint.minRetryRate.count': 'Number of retries in the interval.',
  'spec.retryConstraint.minRetryRate.interval': 'Length of the interval.',
};
