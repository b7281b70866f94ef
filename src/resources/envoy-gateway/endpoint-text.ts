import { hostAndPort } from '#lib/ip-address.ts';
import type { BackendEndpoint } from './backend-endpoint.ts';

/** endpointText writes the address of an endpoint for people. */
export function endpointText(endpoint: BackendEndpoint): string {
  switch (endpoint.kind) {
    case 'ip':
      return hostAndPort(endpoint.address, endpoint.port);
    case 'fqdn':
      return `${endpoint.hostname}:${endpoint.port}`;
    case 'unix':
      return endpoint.path;
    case 'srv':
      return endpoint.name;
  }
}

/** WrittenAddress is an address without its port. */
type WrittenAddress =
  | { readonly kind: 'ip'; readonly address: string }
  | { readonly kind: 'fqdn'; readonly hostname: string }
  | { readonly kind: 'unix'; readonly path: string };

/** addressText writes an address without its port, as Istio and Kuma do. */
export function addressText(written: WrittenAddress): string {
  switch (written.kind) {
    case 'ip':
      return written.address;
    case 'fqdn':
      return written.hostname;
    case 'unix':
      return `unix://${written.path}`;
  }
}
