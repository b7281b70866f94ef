import { type Words, within } from '../../reference/words.ts';
import { dataSourceWords } from './data-source.ts';
import { externalServiceStatusWords } from './service-status.ts';

const verification = 'spec.tls.verification';

export const meshExternalServiceWords: Words = {
  '': 'Is a service outside of the mesh, called by a name and a virtual address within it.',
  spec: 'Settings of the service.',
  'spec.match': 'How workloads of the mesh call the service.',
  'spec.match.type': 'By the host names that HostnameGenerators give it.',
  'spec.match.port': 'Port at which it is called.',
  'spec.match.protocol': 'Protocol of the service.',
  'spec.endpoints[]': 'Endpoints of the service, outside of the mesh.',
  'spec.endpoints[].address': 'An IP address, a host name, or a unix socket (`unix:///run/shop.sock`).',
  'spec.endpoints[].port': 'Port of the endpoint; required but for a unix socket, which has none.',
  'spec.endpoints[].priority':
    'Priority: the lowest number is called first, others only while too few of the lower are healthy.',
  'spec.tls': 'TLS to the endpoints.',
  'spec.tls.enabled': 'Whether TLS is used.',
  'spec.tls.allowRenegotiation': 'Whether the service may renegotiate TLS, as old servers do.',
  'spec.tls.version': 'TLS versions that are allowed.',
  'spec.tls.version.min': 'Lowest version; `TLSAuto`: Envoy’s own minimum.',
  'spec.tls.version.max': 'Highest version; `TLSAuto`: Envoy’s own maximum.',
  [verification]: 'Verification of the service’s certificate.',
  [`${verification}.mode`]:
    '`Secured` verifies CA and name, `SkipSAN` the CA alone, `SkipCA` nothing. `SkipAll` shows no client certificate, either.',
  [`${verification}.serverName`]:
    'Server name (SNI) that is sent, and that the certificate must be for; left out: the endpoint’s own host.',
  [`${verification}.subjectAltNames[]`]:
    'Names of which the certificate must have one, in place of `serverName`. Of `Secured` alone.',
  [`${verification}.subjectAltNames[].type`]: '`Exact`: the whole name. `Prefix`: names that begin so.',
  [`${verification}.subjectAltNames[].value`]: 'The name.',
  [`${verification}.caCert`]:
    'CA certificates that the certificate is verified with; left out: those that the system trusts.',
  ...within(`${verification}.caCert`, dataSourceWords),
  [`${verification}.clientCert`]: 'Client certificate for mutual TLS.',
  ...within(`${verification}.clientCert`, dataSourceWords),
  [`${verification}.clientKey`]: 'Private key of the client certificate.',
  ...within(`${verification}.clientKey`, dataSourceWords),
  ...externalServiceStatusWords,
};
