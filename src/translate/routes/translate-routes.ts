import type { Collection, Graph, Index } from '#graph';
import type { AssignedAddresses, Attachment, Gateway, Report, Route, Transport } from '#model';
import type { AnyRoute, Gateway as GatewayResource, ListenerSet } from '#resources';
import { type BackendLookup, resolveBackendRef } from '../backend-ref.ts';
import { type AttachPoint, listenerKey } from '../gateways/attach-point.ts';
import type { ListenerSetState } from '../gateways/listener-set.ts';
import { sayBesideIngresses } from '../ingresses/ingress-findings.ts';
import type { Inputs } from '../inputs.ts';
import { parentKey } from '../parent-key.ts';
import type { TranslatedPolicies } from '../policies/translate-policies.ts';
import { attachRoutes } from './attachments.ts';
import { createContest } from './contest.ts';
import { routeKindOf, routeKinds } from './index.ts';
import { findIngressPlaces, ingressWays } from './ingress-placements.ts';
import { anyRoute, type ParentState, parentsOf, type RouteParents } from './parents.ts';
import { routeReport } from './report.ts';
import type { RouteKind } from './route-kind.ts';
import { type RouteState, translateRoute } from './route-state.ts';
import type { TranslatedExtensions } from './translate-extensions.ts';

/** RouteContext is what routes are translated against. */
export interface RouteContext {
  readonly lookup: BackendLookup;
  /** By Gateway, and by proxy. */
  readonly gateways: Collection<Gateway>;
  readonly edges: Collection<Gateway>;
  readonly attachPoints: Collection<AttachPoint>;
  readonly listenerSets: Collection<ListenerSet>;
  /** What became of those, and of what Ingresses brought. */
  readonly setStates: Collection<ListenerSetState>;
  /** See TranslateOptions. */
  readonly gatewayAddresses?: Collection<AssignedAddresses>;
  readonly foreignGateways: Collection<true>;
  readonly policies: TranslatedPolicies;
  readonly extensions: Pick<TranslatedExtensions, 'resolver'>;
}

/** TranslatedRoutes is the graph's part of routes. */
export interface TranslatedRoutes {
  /** By ResourceKey, wherever they may be attached. */
  readonly routes: Collection<Route>;
  /** What became of each route's parentRefs, by its ResourceKey. */
  readonly parents: Collection<readonly ParentState[]>;
  readonly attachments: Collection<Attachment>;
  readonly reports: Collection<Report>;
  /** Parents of routes by `listenerKey`, for counting a listener's routes. */
  readonly byListener: Index<readonly ParentState[]>;
}

/** translateRoutes lays the graph from routes of every kind to where they are attached. */
export function translateRoutes(graph: Graph, inputs: Inputs, context: RouteContext): TranslatedRoutes {
  const written = graph.join<AnyRoute>(
    'translate/written-routes',
    routeKinds.map(kind => inputs.of(kind.id)),
  );
  const states = graph.map<AnyRoute, RouteState>('translate/route-states', written, (route, _key, track) =>
    route.spec.isUnreadable || isOthers(route)
      ? undefined
      : translateRoute(
          route,
          ref => resolveBackendRef(ref, route.ref, context.lookup, track, ...carriedBy(routeKindOf(route))),
          context.extensions.resolver(route.ref.namespace, track),
        ),
  );
  const routes = graph.view<RouteState, Route>('translate/routes', states, state => state.route);
  const namespaces = inputs.of('kubernetes/Namespace');
  const attaching = {
    attachPoints: context.attachPoints,
    sets: context.listenerSets,
    foreign: context.foreignGateways,
    controllers: inputs.controllers,
    namespaces,
    defaults: graph.index<GatewayResource>(
      'translate/default-gateways',
      inputs.of('gateway-api/Gateway'),
      ({ spec }) => (spec.defaultScope === 'All' ? [anyRoute] : []),
    ),
  };
  const ingresses = inputs.of('kubernetes/Ingress');
  const places = findIngressPlaces(graph, ingresses, context.attachPoints);
  const beside = sayBesideIngresses(graph, ingresses, context);
  const offered = graph.map<AnyRoute, RouteParents>(
    'translate/route-parents',
    written,
    (route, key, track) => {
      const [parent] = route.spec.parentRefs;
      if (route.id !== 'kubernetes/Ingress' || parent === undefined)
        return parentsOf(route, key, attaching, track);
      const gateway = parentKey(parent, route.ref.namespace);
      return parentsOf(route, key, attaching, track, ingressWays(route, gateway, places, track));
    },
  );
  const contest = createContest(graph, offered, routes);
  // Few routes lose anything: only those are kept a second time.
  const lost = graph.map<RouteParents, readonly ParentState[]>(
    'translate/lost-parents',
    offered,
    (route, _key, track) => {
      const settled = contest.settle(route, track);
      return settled === route.parents ? undefined : settled;
    },
  );
  const uncontested = graph.view<RouteParents, readonly ParentState[]>(
    'translate/offered-parents',
    offered,
    ({ parents }) => parents,
  );
  const parents = graph.join('translate/settled-parents', [lost, uncontested]);
  return {
    routes,
    parents,
    attachments: attachRoutes(graph, context, parents, routes, context.policies),
    reports: graph.map<AnyRoute, Report>('translate/route-reports', written, (route, key, track) =>
      isOthers(route)
        ? undefined
        : routeReport(
            route,
            track.fetch(states, key),
            track.fetch(parents, key),
            route.id === 'kubernetes/Ingress' ? beside(route, track) : undefined,
          ),
    ),
    byListener: graph.index('translate/routes-by-listener', parents, parents =>
      parents.flatMap(({ gateway, listeners }) =>
        gateway === undefined ? [] : listeners.map(name => listenerKey(gateway, name)),
      ),
    ),
  };
}

/** An Ingress that no class of ours has is another controller's: nothing is said of it. */
function isOthers({ id, spec }: AnyRoute): boolean {
  return id === 'kubernetes/Ingress' && spec.parentRefs.length === 0;
}

function carriedBy({ shape }: RouteKind): [Transport, boolean] {
  return [shape === 'udp' ? 'udp' : 'tcp', shape === 'http'];
}
