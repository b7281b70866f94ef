import type { Collection, Graph } from '#graph';
import { localZone } from '#lib/resource-ref.ts';
import { backendKey } from '#model';
import type { ServedService } from '../service-state.ts';
import { serviceTag } from '../sidecar.ts';
import type { ClaimedName } from './translate-hostnames.ts';
import { type VirtualHost, type VirtualPort, virtualHostKey } from './virtual-hosts.ts';

/** virtualServices derives what is called at each port of a name that VirtualOutbounds made, as a service of its own. */
export function virtualServices(graph: Graph, hosts: Collection<VirtualHost>): Collection<ServedService> {
  return graph.derive<VirtualHost, ServedService>('translate/virtual-services', hosts, (host, key) =>
    host.ports.map(port => [[key, port.port].join('/'), serviceOf(host, port)]),
  );
}

/** Who may call the service of its tag may call it by this name: it goes by the same. */
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

/** virtualNames are the names themselves, which may be wanted by others, too. */
export function virtualNames(graph: Graph, hosts: Collection<VirtualHost>): Collection<ClaimedName> {
  return graph.map<VirtualHost, ClaimedName>('translate/virtual-names', hosts, ({ mesh, host }, key) => ({
    ...{ mesh, name: host, of: key, created: '' },
    display: `VirtualOutbounds: ${host}`,
    by: { kind: 'outbound' },
  }));
}
