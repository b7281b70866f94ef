import { type Words, within } from '../../reference/words.ts';
import { dataSourceOrFileWords } from './data-source.ts';

const tls = 'spec.networking.tls';

export const externalServiceWords: Words = {
  '': 'Is a service outside of the mesh, called by its tag: the older way to write a MeshExternalService.',
  mesh: 'Mesh that it belongs to.',
  spec: 'Settings of the ExternalService.',
  'spec.tags':
    'Tags: `kuma.io/service` is the name that it is called by, `kuma.io/protocol` its protocol; others are your own.',
  'spec.networking': 'Where the service is.',
  'spec.networking.address': 'Host and port of the service.',
  [tls]: 'TLS to the service.',
  [`${tls}.enabled`]: 'Whether TLS is used.',
  [`${tls}.caCert`]:
    'CA certificates that the service’s certificate is verified with; left out: those that the system trusts.',
  ...within(`${tls}.caCert`, dataSourceOrFileWords),
  [`${tls}.clientCert`]: 'Client certificate for mutual TLS.',
  ...within(`${tls}.clientCert`, dataSourceOrFileWords),
  [`${tls}.clientKey`]: 'Private key of the client certificate.',
  ...within(`${tls}.clientKey`, dataSourceOrFileWords),
  [`${tls}.allowRenegotiation`]: 'Whether the service may renegotiate TLS, as old servers do.',
  [`${tls}.skipHostnameVerification`]: 'Takes a trusted certificate whatever name it is for.',
  [`${tls}.serverName`]: 'Server name (SNI) that is sent and verified; left out: the host of `address`.',
};
