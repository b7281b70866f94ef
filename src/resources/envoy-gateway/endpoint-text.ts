import { hostAndPort } from '#lib/ip-address.ts';
import type { BackendEndpoint } from './backend-endpoint.ts';

/** endpointText is where an endpoint is, as people write it. */
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
