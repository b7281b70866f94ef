import { type Words, within } from '../../reference/words.ts';
import { dnsWords } from './backend-settings.ts';
import { tlsParameterWords } from './tls-parameters.ts';

const protocols = '`http`, `https`, `h2c`, `h2`, `http2`, `grpc`, `grpcs`, `ws`, `wss`, `tcp` or `udp`';

export const backendWords: Words = {
  '': 'Names where requests go: addresses, names and unix sockets, mixed as you like. The guide’s and the design document’s ways to write one are read as well.',
  'spec.type': '`DynamicResolver` goes where each request says, by its Host.',
  'spec.endpoints[]': 'Where to go. Each has exactly one of `ip`, `fqdn`, `unix` and `srv`.',
  'spec.endpoints[].fqdn': 'A name, which the proxy resolves; as a map, or as text beside `port`.',
  'spec.endpoints[].fqdn.hostname': 'The name.',
  'spec.endpoints[].fqdn.port': 'Its port.',
  'spec.endpoints[].ip': 'An address, IPv4 or IPv6; as a map, or as text beside `port`.',
  'spec.endpoints[].ip.address': 'The address.',
  'spec.endpoints[].ip.port': 'Its port.',
  'spec.endpoints[].unix': 'A socket on the proxy’s own machine; as a map or as text.',
  'spec.endpoints[].unix.path': 'Its absolute path, of at most 107 bytes.',
  'spec.endpoints[].srv':
    'A service, by the name of its SRV records, which the control plane looks up; as a map or as text.',
  'spec.endpoints[].srv.name': 'The name: `_http._tcp.shop.example.com`.',
  'spec.endpoints[].port': 'The port, where `ip` or `fqdn` is text.',
  'spec.endpoints[].protocol': `What this endpoint speaks, where that is not what the Backend says: ${protocols}.`,
  'spec.endpoints[].hostname':
    'The name that it is asked for by, as Host and over TLS, where its address is none.',
  'spec.endpoints[].zone': 'Where it stands, for balancing by zones.',
  'spec.addresses[]': 'The same as `endpoints`, as the design document writes it.',
  'spec.addresses[].socketAddress': 'An address or a name.',
  'spec.addresses[].socketAddress.address': 'An IP address, or a name.',
  'spec.addresses[].socketAddress.port': 'Its port.',
  'spec.addresses[].unixDomainSocketAddress': 'A unix socket.',
  'spec.addresses[].unixDomainSocketAddress.path': 'Its absolute path.',
  'spec.addresses[].applicationProtocol': `What this endpoint speaks: ${protocols}.`,
  'spec.addresses[].hostname': 'The name that it is asked for by.',
  'spec.addresses[].zone': 'Where it stands.',
  'spec.appProtocols': `What the endpoints speak: ${protocols}, or with Kubernetes’ and Envoy Gateway’s prefixes (\`kubernetes.io/h2c\`). Left out: HTTP/1.1, or over TLS what the server chooses.`,
  'spec.appProtocol': 'The same, as the guide writes it.',
  'spec.fallback':
    '`true`: this one takes over when the others of its rule are down. As a map: who takes over when this one is.',
  'spec.fallback.backendRef':
    'Who takes over: a Backend, or a Service’s port. It may have a fallback itself.',
  'spec.overprovisioningFactor':
    'How much of what is meant for it those endpoints take that are healthy, in percent: with 140, what is left out, 71 % of them take all, and of fewer the fallback takes the rest. 100: the share of those that are healthy. Ours.',
  'spec.dns':
    'How its names are looked up, whoever uses it. What a BackendTrafficPolicy on it says goes before. Ours.',
  ...within('spec.dns', dnsWords),
  'spec.tls': 'How TLS is spoken to the endpoints. A BackendTLSPolicy goes before it, field by field.',
  'spec.tls.caCertificateRefs[]':
    'ConfigMaps, Secrets and ClusterTrustBundles with certificates that vouch for the endpoints.',
  'spec.tls.wellKnownCACertificates': 'Believes whom the system believes.',
  'spec.tls.insecureSkipVerify': 'Believes anybody.',
  'spec.tls.sni':
    'The name that is asked for, and that the certificate must be for; left out: the Host of the request.',
  'spec.tls.autoSNIFromEndpointHostname': 'Asks each endpoint for its own name.',
  'spec.tls.clientCertificateRef': 'The Secret with the certificate that is shown to the endpoints.',
  ...within('spec.tls', tlsParameterWords),
};
