import { type Words, within } from '../../reference/words.ts';
import { dataSourceWords } from './data-source.ts';
import { externalServiceStatusWords } from './service-status.ts';

const verification = 'spec.tls.verification';

export const meshExternalServiceWords: Words = {
  '': 'Is a service outside of the mesh, called by a name and an address within it.',
  spec: 'All that is said of it.',
  'spec.match': 'How it is called.',
  'spec.match.type': 'By the names that HostnameGenerators give it.',
  'spec.match.port': 'At this port.',
  'spec.match.protocol': 'What is spoken with it.',
  'spec.endpoints[]': 'Where it really is.',
  'spec.endpoints[].address': 'An IP address, a host name, or a unix socket (`unix:///run/shop.sock`).',
  'spec.endpoints[].port': 'Its port; a unix socket has none.',
  'spec.endpoints[].priority': 'Those of the least are called while they are up.',
  'spec.tls': 'How it is spoken to over TLS.',
  'spec.tls.enabled': 'Whether it is.',
  'spec.tls.allowRenegotiation': 'Whether it may ask for a new handshake, as old servers do.',
  'spec.tls.version': 'Which versions of TLS.',
  'spec.tls.version.min': 'The oldest; `TLSAuto`: what Envoy takes.',
  'spec.tls.version.max': 'The newest; `TLSAuto`: what Envoy takes.',
  [verification]: 'How it is made sure who answers.',
  [`${verification}.mode`]:
    '`SkipSAN` takes any name of a certificate that is believed, `SkipCA` a certificate that nobody vouches for, `SkipAll` both.',
  [`${verification}.serverName`]: 'The name that is asked for, and that the certificate must have.',
  [`${verification}.subjectAltNames[]`]: 'Names of which the certificate must have one, instead.',
  [`${verification}.subjectAltNames[].type`]: '`Prefix`: names that begin so.',
  [`${verification}.subjectAltNames[].value`]: 'The name.',
  [`${verification}.caCert`]: 'Who vouches for its certificate; left out: whom the system believes.',
  ...within(`${verification}.caCert`, dataSourceWords),
  [`${verification}.clientCert`]: 'A certificate to show to it.',
  ...within(`${verification}.clientCert`, dataSourceWords),
  [`${verification}.clientKey`]: 'The key of that.',
  ...within(`${verification}.clientKey`, dataSourceWords),
  ...externalServiceStatusWords,
};
