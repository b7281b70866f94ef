import type { Collection, Graph, Tracker } from '#graph';
import {
  type Attachment,
  type Destination,
  eachUse,
  type Gateway,
  type Places,
  type Route,
  type RouteOrder,
  type TcpRoute,
} from '#model';
import { given, unlessEmpty } from '../policies/given.ts';
import type { TranslatedPolicies } from '../policies/translate-policies.ts';
import { attachmentKey } from './attachment-key.ts';
import { claimedDomains } from './claimed-domains.ts';
import type { DescendedRoute } from './delegation/descended-routes.ts';
import { rulesFor } from './ingress.ts';
import type { ParentState } from './parents.ts';
import type { Placement } from './placements.ts';

/** attachRoutes derives one attachment for each place where a route is served. `edges` are the gateways by proxy. */
export function attachRoutes(
  graph: Graph,
  { gateways, edges }: { readonly gateways: Collection<Gateway>; readonly edges: Collection<Gateway> },
  parents: Collection<readonly ParentState[]>,
  {
    routes,
    descended,
  }: { readonly routes: Collection<Route>; readonly descended: Collection<DescendedRoute> },
  policies: Pick<TranslatedPolicies, 'shape'>,
): Collection<Attachment> {
  const shaping = graph.view<Gateway, Shaping>(
    'translate/gateways-that-shape-routes',
    gateways,
    ({ facets, routeOrder, countsHosts, places }) =>
      unlessEmpty(
        given({
          shapesBackends: facets === undefined ? undefined : true,
          order: routeOrder,
          countsHosts,
          places,
        }),
      ),
  );
  /**
   * attach places a route wherever `parents` took it: its own, or those of the route that it is a part of. `key` tells it
   * from others there.
   */
  const attach = (route: Route, parents: readonly ParentState[], key: string, track: Tracker) =>
    parents.flatMap(({ gateway, placements }) => {
      if (gateway === undefined) return [];
      const { shapesBackends: isShaping = false, places, ...traits } = track.fetch(shaping, gateway) ?? {};
      return placements.map(place => {
        const served = policies.shape(track, route, {
          gateway,
          isShaping,
          listener: place.listener,
          ...given({ places }),
        });
        return [attachmentKey(place.table, place.domain, key), attachment(place, served, traits)] as const;
      });
    });
  return graph.join('translate/attachments', [
    graph.derive<readonly ParentState[], Attachment>(
      'translate/route-attachments',
      parents,
      (parents, key, track) => {
        const route = track.fetch(routes, key);
        return route === undefined ? [] : attach(route, parents, key, track);
      },
    ),
    graph.derive<DescendedRoute, Attachment>(
      'translate/descended-attachments',
      descended,
      ({ route, root }, key, track) => attach(route, track.fetch(parents, root) ?? [], key, track),
    ),
    graph.derive<Gateway, Attachment>('translate/claimed-domains', edges, claimedDomains),
  ]);
}

/** Shaping is what a gateway says about all routes that are attached to it. */
interface Shaping {
  readonly shapesBackends?: true;
  readonly order?: RouteOrder;
  readonly countsHosts?: true;
  readonly places?: Places;
}

function attachment(
  { table, listener, domain, host, isPassedThrough }: Placement,
  route: Route,
  { order, countsHosts }: Pick<Shaping, 'order' | 'countsHosts'>,
): Attachment {
  switch (route.kind) {
    case 'http': {
      const served = host === undefined ? route : { ...route, rules: rulesFor(host, route.rules) };
      return { kind: 'http', table, listener, domain, route: served, ...given({ order, countsHosts }) };
    }
    case 'udp':
      return { kind: 'udp', table, listener, route };
    case 'tcp': {
      const served = isPassedThrough === true ? passedThrough(route) : route;
      return { kind: 'tcp', table, listener, domain, route: served };
    }
  }
}

/** TLS is passed through as it is: a backend that wants TLS gets the client's. */
function passedThrough(route: TcpRoute): TcpRoute {
  const { destinations, mirrors } = route.forwarding;
  const passed = destinations.map(
    (d): Destination =>
      d.kind === 'backend' ? { ...d, use: eachUse(d.use, { protocol: 'passthrough' }) } : d,
  );
  return { ...route, forwarding: { destinations: passed, mirrors } };
}
