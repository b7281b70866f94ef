import { hostAndPort } from '#lib/ip-address.ts';
import { displayRef, localZone, resourceKey } from '#lib/resource-ref.ts';
import { type Backend, backendKey, type Endpoint, type Transport } from '#model';
import type { AnyResource, BackendReference } from '#resources';
import type { ExplainedBackend } from './explanation.ts';
import type { Inspected } from './inspected.ts';

/** showBackend describes a backend of the model for people. */
export function showBackend({
  protocol,
  tls,
  discovery,
  fallback = false,
  endpoints,
}: Backend): ExplainedBackend {
  const named = endpoints.some(e => e.kind === 'fqdn' || (e.kind === 'ip' && e.hostname !== undefined));
  return {
    protocol,
    tls: tls !== undefined,
    resolvedBy: discovery !== 'assigned' ? 'proxy' : named ? 'control-plane' : 'none',
    fallback,
    endpoints: discovery === 'by-request' ? ['the host of each request'] : endpoints.map(endpointText),
  };
}

function endpointText(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'ip':
      return hostAndPort(endpoint.address, endpoint.port);
    case 'fqdn':
      return `${endpoint.name}:${endpoint.port}`;
    case 'unix':
      return `unix:${endpoint.path}`;
  }
}

/**
 * findBackend looks up the backend that a reference names: by object and port, where each port is a backend of its own, else by
 * object alone.
 */
export function findBackend(
  { group, kind, namespace, name, portName, port: number }: BackendReference,
  from: string,
  transport: Transport,
  { backends, resources }: Inspected,
): { readonly target: string; readonly backend: Backend | undefined } {
  const ref = { group, kind, zone: localZone, namespace: namespace ?? from, name };
  const port =
    portName === undefined
      ? number
      : portNamed(portName, resources('kubernetes/Service').get(resourceKey(ref)));
  const byPort = port === undefined ? undefined : backends.get(backendKey(ref, port, transport));
  const isByPort = group === '' && port !== undefined;
  return {
    target: isByPort ? `${displayRef(ref)}:${port}` : displayRef(ref),
    backend: byPort ?? backends.get(backendKey(ref)),
  };
}

function portNamed(name: string, resource: AnyResource | undefined): number | undefined {
  return resource?.id === 'kubernetes/Service'
    ? resource.spec.ports.find(port => port.name === name)?.port
    : undefined;
}
