import type { Collection, Graph } from '#graph';
import { localZone } from '#lib/resource-ref.ts';
import { backendKey } from '#model';
import type { ServedService } from '../service-state.ts';
import { serviceTag } from '../sidecar.ts';
import type { ClaimedName } from './translate-hostnames.ts';
import { type VirtualHost, type VirtualPort, virtualHostKey } from './virtual-hosts.ts';

/** virtualServices derives a service of its own for each port of a name that VirtualOutbounds made. */
export function virtualServices(graph: Graph, hosts: Collection<VirtualHost>): Collection<ServedService> {
  return graph.derive<VirtualHost, ServedService>('translate/virtual-services', hosts, (host, key) =>
    host.ports.map(port => [[key, port.port].join('/'), serviceOf(host, port)]),
  );
}

/** The service has the name of its service tag, so that a proxy that may call the tag's service may call this one too. */
function serviceOf(
  { mesh, host }: VirtualHost,
  { port, tags, protocol, origin }: VirtualPort,
): ServedService {
  const ref = { group: 'kuma.io', kind: 'VirtualOutbound', zone: localZone, namespace: mesh, name: host };
  return {
    ...{ origin, mesh, zone: localZone, labels: {}, addresses: [], created: '' },
    kind: 'ServiceTag',
    name: tags[serviceTag] ?? host,
    ports: [{ backend: backendKey(ref, port), port, protocol, target: { kind: 'any' } }],
    selection: { kind: 'tagged', tags },
    addressedBy: virtualHostKey(mesh, host),
  };
}

/** virtualNames are the claims to the names themselves, which others may claim, too. */
export function virtualNames(graph: Graph, hosts: Collection<VirtualHost>): Collection<ClaimedName> {
  return graph.map<VirtualHost, ClaimedName>('translate/virtual-names', hosts, ({ mesh, host }, key) => ({
    ...{ mesh, name: host, of: key, created: '' },
    display: `VirtualOutbounds: ${host}`,
    by: { kind: 'outbound' },
  }));
}
