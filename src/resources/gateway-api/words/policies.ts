import type { Words } from '../../reference/words.ts';

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
