import type { Collection, Graph } from '#graph';
import { type Attachment, type Gateway, type Route, type RouteTable, routeTableOf } from '#model';
import type { ParentState } from './parents.ts';
import type { Placement } from './placements.ts';

/** attachRoutes derives every route at every place where it is served, each by a key of its own. */
export function attachRoutes(
  graph: Graph,
  gateways: Collection<Gateway>,
  parents: Collection<readonly ParentState[]>,
  routes: Collection<Route>,
): Collection<Attachment> {
  return graph.join('translate/attachments', [
    graph.derive<readonly ParentState[], Attachment>(
      'translate/route-attachments',
      parents,
      (parents, key, track) => {
        const route = track.fetch(routes, key);
        if (route === undefined) return [];
        return parents.flatMap(({ placements }) =>
          placements.map(
            place => [attachmentKey(place.table, place.domain, key), attachment(place, route)] as const,
          ),
        );
      },
    ),
    graph.derive<Gateway, Attachment>('translate/claimed-domains', gateways, claimedDomains),
  ]);
}

function attachment({ table, listener, domain }: Placement, route: Route): Attachment {
  switch (route.kind) {
    case 'http':
      return { kind: 'http', table, listener, domain, route };
    case 'tcp':
      return { kind: 'tcp', table, listener, route };
  }
}

function attachmentKey(table: RouteTable, domain: string, route: string): string {
  return [table.proxy, table.port, table.listener ?? '', domain, route].join(':');
}

/**
 * Where several listeners share a port and a route table, each claims its hostname even while no route serves it: without
 * the claim, its requests would be served by the routes of a listener with a wider hostname.
 */
function claimedDomains(gateway: Gateway): [string, Attachment][] {
  return gateway.listeners.flatMap((listener): [string, Attachment][] => {
    const { name, port } = listener;
    if (listener.kind !== 'http' || listener.tls !== undefined || listener.hostname === undefined) return [];
    const alone = gateway.listeners.filter(l => l.port === port).length === 1;
    if (alone) return [];
    const table = routeTableOf(gateway.id, listener);
    const { hostname } = listener;
    return [[attachmentKey(table, hostname, ''), { kind: 'http', table, listener: name, domain: hostname }]];
  });
}
