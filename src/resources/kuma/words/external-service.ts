import { type Words, within } from '../../reference/words.ts';
import { dataSourceOrFileWords } from './data-source.ts';

const tls = 'spec.networking.tls';

export const externalServiceWords: Words = {
  '': 'Is a service outside of the mesh, called by its tag: the older way to write a MeshExternalService.',
  mesh: 'The mesh that it is in.',
  spec: 'All that is said of it.',
  'spec.tags':
    '`kuma.io/service` is what it is called, `kuma.io/protocol` what it speaks; others are your own.',
  'spec.networking': 'Where it is.',
  'spec.networking.address': 'Its host and port.',
  [tls]: 'How it is spoken to over TLS.',
  [`${tls}.enabled`]: 'Whether it is.',
  [`${tls}.caCert`]: 'Who vouches for its certificate; left out: whom the system believes.',
  ...within(`${tls}.caCert`, dataSourceOrFileWords),
  [`${tls}.clientCert`]: 'A certificate to show to it.',
  ...within(`${tls}.clientCert`, dataSourceOrFileWords),
  [`${tls}.clientKey`]: 'The key of that.',
  ...within(`${tls}.clientKey`, dataSourceOrFileWords),
  [`${tls}.allowRenegotiation`]: 'Whether it may ask for a new handshake, as old servers do.',
  [`${tls}.skipHostnameVerification`]: 'Any name of a certificate that is believed is taken.',
  [`${tls}.serverName`]: 'The name that is asked for; left out: that of the address.',
};
