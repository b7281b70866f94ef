import type { Collection, Graph, Index, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
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
import { findDelegation } from './delegation/delegation.ts';
import { descendedParents, endless } from './delegation/descended-parents.ts';
import { descendRoutes } from './delegation/descended-routes.ts';
import type { Lineage } from './delegation/lineage.ts';
import { routeKindOf, routeKinds } from './index.ts';
import { findIngressPlaces, ingressWays } from './ingress-placements.ts';
import { anyRoute, type ParentState, parentsOf, type RouteParents } from './parents.ts';
import { routeReport, type SaidBeside } from './report.ts';
import type { RouteKind } from './route-kind.ts';
import { type RouteState, translateRoute } from './route-state.ts';
import type { TranslatedExtensions } from './translate-extensions.ts';

/** RouteContext is what routes are translated with. */
export interface RouteContext {
  readonly lookup: BackendLookup;
  /** `gateways` are by Gateway; `edges`, by proxy. */
  readonly gateways: Collection<Gateway>;
  readonly edges: Collection<Gateway>;
  readonly attachPoints: Collection<AttachPoint>;
  readonly listenerSets: Collection<ListenerSet>;
  /** The states of those, and of the listeners that Ingresses brought. */
  readonly setStates: Collection<ListenerSetState>;
  /** See TranslateOptions. */
  readonly gatewayAddresses?: Collection<AssignedAddresses>;
  readonly foreignGateways: Collection<true>;
  readonly policies: TranslatedPolicies;
  readonly extensions: Pick<TranslatedExtensions, 'resolver'>;
}

/** TranslatedRoutes is the part of the graph for routes. */
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

/** translateRoutes lays out the graph from routes of every kind to where they are attached. */
export function translateRoutes(graph: Graph, inputs: Inputs, context: RouteContext): TranslatedRoutes {
  const written = graph.join<AnyRoute>(
    'translate/written-routes',
    routeKinds.map(kind => inputs.of(kind.id)),
  );
  const httpRoutes = inputs.of('gateway-api/HTTPRoute');
  const delegation = findDelegation(graph, httpRoutes);
  const states = graph.map<AnyRoute, RouteState>('translate/route-states', written, (route, key, track) =>
    route.spec.isUnreadable || isOthers(route)
      ? undefined
      : translateRoute(
          route,
          ref => resolveBackendRef(ref, route.ref, context.lookup, track, ...carriedBy(routeKindOf(route))),
          context.extensions.resolver(route.ref.namespace, track),
          (rule, ref) => delegation.problemOf(key, rule, ref, track),
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
  const attached = graph.join('translate/parents-with-listeners', [lost, uncontested]);
  const above = { written: httpRoutes, parents: attached, controllers: inputs.controllers };
  const descended = graph.map<Lineage, readonly ParentState[]>(
    'translate/parents-of-descended',
    delegation.lineages,
    (lineage, key, track) => {
      const route = track.fetch(httpRoutes, key);
      if (route === undefined) return undefined;
      const own = descendedParents(route, lineage, above, track);
      return own.length === 0 ? undefined : [...(track.fetch(attached, key) ?? []), ...own];
    },
  );
  const parents = graph.join('translate/settled-parents', [descended, attached]);
  const besideOf = (route: AnyRoute, key: ResourceKey, track: Tracker): SaidBeside | undefined => {
    if (route.id === 'kubernetes/Ingress') return beside(route, track);
    const lineage = route.id === 'gateway-api/HTTPRoute' ? track.fetch(delegation.lineages, key) : undefined;
    return lineage && { findings: lineageFindings(route, lineage) };
  };
  return {
    routes,
    parents,
    attachments: attachRoutes(
      graph,
      context,
      parents,
      { routes, descended: descendRoutes(graph, delegation.lineages, routes) },
      context.policies,
    ),
    reports: graph.map<AnyRoute, Report>('translate/route-reports', written, (route, key, track) =>
      isOthers(route)
        ? undefined
        : routeReport(
            route,
            track.fetch(states, key),
            track.fetch(parents, key),
            besideOf(route, key, track),
          ),
    ),
    byListener: graph.index('translate/routes-by-listener', parents, parents =>
      parents.flatMap(({ gateway, listeners, through }) =>
        gateway === undefined || through !== undefined
          ? []
          : listeners.map(name => listenerKey(gateway, name)),
      ),
    ),
  };
}

function lineageFindings({ ref, spec }: AnyRoute, { unfit, isEndless }: Lineage): readonly Finding[] {
  const nothing =
    'takes nothing: no rule that goes on in this route takes what it matches; begin its paths as there, with the same headers and query parameters';
  const say = (severity: Finding['severity'], message: string, path: string): Finding => ({
    severity,
    reason: 'UnsupportedValue',
    message,
    path,
    ref,
  });
  return [
    ...(isEndless && spec.parentRefs.length === 0 ? [say('error', endless, 'spec.parentRefs')] : []),
    ...unfit.map(rule => say('warning', nothing, `spec.rules[${rule}].matches`)),
  ];
}

/** An Ingress of a class that is not ours belongs to another controller: nothing is said of it. */
function isOthers({ id, spec }: AnyRoute): boolean {
  return id === 'kubernetes/Ingress' && spec.parentRefs.length === 0;
}

function carriedBy({ shape }: RouteKind): [Transport, boolean] {
  return [shape === 'udp' ? 'udp' : 'tcp', shape === 'http'];
}
