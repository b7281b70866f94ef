import type { Collection, Graph } from '#graph';
import { type Attachment, type Destination, eachUse, type Gateway, type Route, type TcpRoute } from '#model';
import type { TranslatedPolicies } from '../policies/translate-policies.ts';
import { attachmentKey } from './attachment-key.ts';
import { claimedDomains } from './claimed-domains.ts';
import type { ParentState } from './parents.ts';
import type { Placement } from './placements.ts';

/** attachRoutes derives every route at every place where it is served, each by a key of its own. */
export function attachRoutes(
  graph: Graph,
  gateways: Collection<Gateway>,
  parents: Collection<readonly ParentState[]>,
  routes: Collection<Route>,
  policies: Pick<TranslatedPolicies, 'shape'>,
): Collection<Attachment> {
  const shaping = graph.view<Gateway, true>(
    'translate/gateways-that-shape-backends',
    gateways,
    ({ facets }) => (facets === undefined ? undefined : true),
  );
  return graph.join('translate/attachments', [
    graph.derive<readonly ParentState[], Attachment>(
      'translate/route-attachments',
      parents,
      (parents, key, track) => {
        const route = track.fetch(routes, key);
        if (route === undefined) return [];
        return parents.flatMap(({ gateway, placements }) => {
          if (gateway === undefined) return [];
          const isShaping = track.fetch(shaping, gateway) !== undefined;
          return placements.map(place => {
            const served = policies.shape(track, route, { gateway, isShaping, listener: place.listener });
            return [attachmentKey(place.table, place.domain, key), attachment(place, served)] as const;
          });
        });
      },
    ),
    graph.derive<Gateway, Attachment>('translate/claimed-domains', gateways, claimedDomains),
  ]);
}

function attachment({ table, listener, domain, isPassedThrough }: Placement, route: Route): Attachment {
  switch (route.kind) {
    case 'http':
      return { kind: 'http', table, listener, domain, route };
    case 'udp':
      return { kind: 'udp', table, listener, route };
    case 'tcp': {
      const served = isPassedThrough === true ? passedThrough(route) : route;
      return { kind: 'tcp', table, listener, domain, route: served };
    }
  }
}

/** A backend that wants TLS gets its client's. */
function passedThrough(route: TcpRoute): TcpRoute {
  const { destinations, mirrors } = route.forwarding;
  const passed = destinations.map(
    (d): Destination =>
      d.kind === 'backend' ? { ...d, use: eachUse(d.use, { protocol: 'passthrough' }) } : d,
  );
  return { ...route, forwarding: { destinations: passed, mirrors } };
}
