import { type Words, within } from '../../reference/words.ts';
import { dnsWords } from './backend-settings.ts';
import { tlsParameterWords } from './tls-parameters.ts';

const protocols = '`http`, `https`, `h2c`, `h2`, `http2`, `grpc`, `grpcs`, `ws`, `wss`, `tcp` or `udp`';

export const backendWords: Words = {
  '': 'A destination outside of Kubernetes Services: IP addresses, host names and unix sockets, mixed as you like. The forms of Envoy Gateway’s guide and of its design document are read as well.',
  'spec.type':
    '`Endpoints`: requests go to those that are listed. `DynamicResolver`: each goes to the host that it names (`Host`).',
  'spec.endpoints[]': 'Endpoints. Each has exactly one of `ip`, `fqdn`, `unix` and `srv`.',
  'spec.endpoints[].fqdn': 'A host name, which the proxy looks up. As a map, or as text beside `port`.',
  'spec.endpoints[].fqdn.hostname': 'The host name.',
  'spec.endpoints[].fqdn.port': 'Port.',
  'spec.endpoints[].ip': 'An IP address, IPv4 or IPv6. As a map, or as text beside `port`.',
  'spec.endpoints[].ip.address': 'The address.',
  'spec.endpoints[].ip.port': 'Port.',
  'spec.endpoints[].unix': 'A unix socket on the proxy’s own machine. As a map, or as text.',
  'spec.endpoints[].unix.path': 'Absolute path of the socket, of at most 107 bytes.',
  'spec.endpoints[].srv':
    'Name of SRV records (hosts, ports, weights), which the control plane looks up. As a map or text. Fairlead’s own.',
  'spec.endpoints[].srv.name': 'The name, such as `_http._tcp.shop.example.com`.',
  'spec.endpoints[].port': 'Port, where `ip` or `fqdn` is text.',
  'spec.endpoints[].protocol': `What this endpoint speaks, where nothing is said of the whole Backend: ${protocols}.`,
  'spec.endpoints[].hostname':
    'Host name of an endpoint whose address is none: for TLS (SNI), health checks, and rewrites to the endpoint’s host.',
  'spec.endpoints[].zone': 'Zone of the endpoint, for load balancing by zone.',
  'spec.addresses[]': 'Endpoints, in the form of the design document. They stand beside `endpoints`.',
  'spec.addresses[].socketAddress': 'An IP address or a host name.',
  'spec.addresses[].socketAddress.address': 'The IP address or host name.',
  'spec.addresses[].socketAddress.port': 'Port.',
  'spec.addresses[].unixDomainSocketAddress': 'A unix socket on the proxy’s own machine.',
  'spec.addresses[].unixDomainSocketAddress.path': 'Absolute path of the socket, of at most 107 bytes.',
  'spec.addresses[].applicationProtocol': `What this endpoint speaks, where nothing is said of the whole Backend: ${protocols}.`,
  'spec.addresses[].hostname': 'Name of the endpoint, as in `endpoints`.',
  'spec.addresses[].zone': 'Zone of the endpoint, for load balancing by zone.',
  'spec.appProtocols': `What the endpoints speak: ${protocols}, or with the prefixes of Kubernetes and Envoy Gateway (\`kubernetes.io/h2c\`), which leave TLS to \`tls\`. Left out: HTTP/1.1; over TLS, what the server chooses.`,
  'spec.appProtocol': 'As `appProtocols`, in the form of the guide.',
  'spec.fallback':
    '`true`: this Backend takes over when the others of its rule are down. As a map: who takes over when this one is.',
  'spec.fallback.backendRef':
    'Who takes over: a Backend, or a port of a Service. It may have a fallback itself.',
  'spec.overprovisioningFactor':
    'Share of requests that stay while endpoints are down: the healthy share times this percentage; the fallback gets the rest. Left out: 140 (all stay while 71 % are healthy). Fairlead’s own.',
  'spec.dns':
    'How host names are looked up, for all who use the Backend. A BackendTrafficPolicy goes before. Fairlead’s own.',
  ...within('spec.dns', dnsWords),
  'spec.tls': 'TLS with the endpoints. A BackendTLSPolicy goes before it, field by field.',
  'spec.tls.caCertificateRefs[]':
    'ConfigMaps, Secrets and ClusterTrustBundles with the CA certificates that verify the endpoints’ certificates.',
  'spec.tls.wellKnownCACertificates': 'Verifies certificates by the CA certificates of the proxy’s system.',
  'spec.tls.insecureSkipVerify': 'Does not verify certificates at all.',
  'spec.tls.sni':
    'Server name (SNI), which the certificate must be for, too. Left out: the host of the request.',
  'spec.tls.autoSNIFromEndpointHostname':
    'Uses the name of each endpoint as its server name (SNI), in place of `sni`.',
  'spec.tls.clientCertificateRef':
    'Secret with the client certificate that endpoints are shown (mutual TLS).',
  ...within('spec.tls', tlsParameterWords),
};
