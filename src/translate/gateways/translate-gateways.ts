import type { Collection, Graph, Index, Tracker } from '#graph';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { AssignedAddresses, Gateway as GatewayModel, Report } from '#model';
import { type Gateway, type GatewayClass, type ListenerSet, listenerSetKinds } from '#resources';
import { authoritiesIn } from '../authorities.ts';
import type { TranslatedEnvoyProxies } from '../envoy-proxies/translate-envoy-proxies.ts';
import { tlsListeners } from '../ingresses/tls-listeners.ts';
import type { Inputs } from '../inputs.ts';
import { isChosen } from '../namespace-selection.ts';
import { type GatewayGoverning, governGateway } from '../policies/governed-gateway.ts';
import type { ReferenceGrants } from '../reference-grants.ts';
import {
  type AttachPoint,
  attachPoints,
  listenerKey,
  type NamedListener,
  namedListeners,
} from './attach-point.ts';
import type { CertificateState } from './certificate.ts';
import { type GatewayState, translateGateway } from './gateway.ts';
import { byPrecedence } from './listener-holder.ts';
import { type ListenerSetState, parentOf } from './listener-set.ts';
import { putTogether } from './merged-gateway.ts';
import { type Foreign, findForeign } from './ownership.ts';
import { gatewayClassReport, gatewayReport, listenerSetReport, unattachedSetReport } from './report.ts';
import { isShared, shareProxies } from './shared-proxies.ts';
import { supportedFeatures } from './supported-features.ts';

/** TranslatedGateways is the part of the graph for gateways. */
export interface TranslatedGateways {
  readonly states: Collection<GatewayState>;
  readonly sets: Collection<ListenerSet>;
  readonly setStates: Collection<ListenerSetState>;
  /** By Gateway. */
  readonly models: Collection<GatewayModel>;
  /** By proxy: the Gateways that share one are merged. */
  readonly edges: Collection<GatewayModel>;
  readonly attachPoints: Collection<AttachPoint>;
  readonly foreign: Foreign;
}

/** translateGateways lays out the graph from Gateways and ListenerSets to what routes attach to. */
export function translateGateways(
  graph: Graph,
  inputs: Inputs,
  certificates: Collection<CertificateState>,
  grants: ReferenceGrants,
  governing: GatewayGoverning & {
    readonly runsProxies: boolean;
    readonly proxies: Pick<TranslatedEnvoyProxies, 'merging'>;
  },
): TranslatedGateways {
  const classes = inputs.of('gateway-api/GatewayClass');
  const authorities = authoritiesIn(inputs);
  const foreign = findForeign(graph, inputs);
  const namespaces = inputs.of('kubernetes/Namespace');
  const sets = graph.join<ListenerSet>(
    'translate/listener-sets',
    listenerSetKinds.map(kind => inputs.of(kind.id)),
  );
  const setsByGateway = graph.index('translate/listener-sets-by-gateway', sets, set => [parentOf(set)]);
  const gateways = inputs.of('gateway-api/Gateway');
  const ofIngresses = tlsListeners(graph, inputs.of('kubernetes/Ingress'), {
    gateways,
    namespaces,
    classes: inputs.of('kubernetes/IngressClass'),
  });
  const ofIngressesByGateway = graph.index('translate/tls-of-ingresses-by-gateway', ofIngresses, set => [
    parentOf(set),
  ]);
  const setsOf = ({ ref, spec }: Gateway, key: ResourceKey, track: Tracker) => {
    const { allowedListeners } = spec;
    const allowed =
      allowedListeners === undefined
        ? []
        : track
            .fetchAll(setsByGateway, key)
            .filter(set =>
              isChosen(allowedListeners.namespaces, ref.namespace, set.ref.namespace, { namespaces, track }),
            );
    return [...allowed, ...track.fetchAll(ofIngressesByGateway, key)].sort(byPrecedence);
  };
  const { merging } = governing.proxies;
  const shared = shareProxies(graph, { gateways, merging, foreign: foreign.gateways, setsOf });
  const states = graph.map<Gateway, GatewayState>('translate/gateways', gateways, (gateway, key, track) => {
    if (track.fetch(foreign.gateways, key)) return undefined;
    const controller = track.fetch(inputs.controllers, key);
    return translateGateway(gateway, {
      classes,
      certificates,
      authorities,
      grants,
      track,
      controller,
      runsProxies: governing.runsProxies,
      sets: setsOf(gateway, key, track),
      shared: track.fetch(shared, key),
    });
  });
  const models = graph.map<GatewayState, GatewayModel>(
    'translate/gateway-models',
    states,
    ({ model }, _, track) => governGateway(model, governing, track),
  );
  const byProxy = graph.index('translate/gateways-by-shared-proxy', states, ({ model: { id } }) =>
    isShared(id) ? [id] : [],
  );
  // Listeners of one shared proxy keep hostnames from each other.
  const named = graph.group<GatewayState, readonly NamedListener[]>(
    'translate/listeners-of-shared-proxies',
    byProxy,
    (_, members) => members.flatMap(namedListeners),
  );
  return {
    states,
    sets,
    setStates: graph.derive<GatewayState, ListenerSetState>('translate/listener-set-states', states, state =>
      state.sets.map(set => [resourceKey(set.resource.ref), set] as const),
    ),
    models,
    edges: graph.join<GatewayModel>('translate/edges', [
      graph.view<GatewayModel, GatewayModel>('translate/own-proxies', models, model =>
        isShared(model.id) ? undefined : model,
      ),
      graph.group<GatewayState, GatewayModel>('translate/merged-gateways', byProxy, (_, members, track) =>
        putTogether(members, key => track.fetch(models, key)),
      ),
    ]),
    attachPoints: graph.derive<GatewayState, AttachPoint>(
      'translate/attach-points',
      states,
      (state, _, track) =>
        attachPoints(state, isShared(state.model.id) ? track.fetch(named, state.model.id) : undefined),
    ),
    foreign,
  };
}

const unassigned: AssignedAddresses = { addresses: [] };

/** GatewaySurroundings is what reports on gateways need besides. */
export interface GatewaySurroundings {
  /** The routes that attached, by `listenerKey`. */
  readonly routes: Index<unknown>;
  /** See TranslateOptions. */
  readonly gatewayAddresses?: Collection<AssignedAddresses>;
}

/** reportGateways says what became of gateways and their classes. */
export function reportGateways(
  graph: Graph,
  inputs: Inputs,
  { states, sets, setStates, foreign }: TranslatedGateways,
  { parameters, lookup }: TranslatedEnvoyProxies,
  { routes, gatewayAddresses }: GatewaySurroundings,
): Collection<Report> {
  const known = graph.view<GatewayState, true>('translate/known-gateways', states, () => true);
  // Files need no list of features: who writes them knows what reads them.
  const featuresOf = (key: ResourceKey, track: Tracker) =>
    track.fetch(inputs.controllers, key) === undefined
      ? undefined
      : supportedFeatures(gatewayAddresses !== undefined);
  return graph.join<Report>('translate/all-gateway-reports', [
    graph.map<GatewayState, Report>('translate/gateway-reports', states, (state, key, track) =>
      gatewayReport(
        state,
        track.fetch(parameters, key),
        name => track.count(routes, listenerKey(key, name)),
        gatewayAddresses && (track.fetch(gatewayAddresses, key) ?? unassigned),
      ),
    ),
    graph.map<ListenerSet, Report>('translate/listener-set-reports', sets, (set, key, track) => {
      const state = track.fetch(setStates, key);
      if (state !== undefined) {
        return listenerSetReport(state, name => track.count(routes, listenerKey(state.gateway, name)));
      }
      const parent = parentOf(set);
      const isOurs = track.fetch(known, parent) !== undefined;
      // In a cluster a missing gateway may be another controller's.
      const isOthers =
        !isOurs &&
        (track.fetch(foreign.gateways, parent) ?? track.fetch(inputs.controllers, key) !== undefined);
      return unattachedSetReport(set, isOurs, isOthers);
    }),
    graph.map<GatewayClass, Report>(
      'translate/gateway-class-reports',
      inputs.of('gateway-api/GatewayClass'),
      (one, key, track) =>
        track.fetch(foreign.classes, key)
          ? undefined
          : gatewayClassReport(one, lookup, track, featuresOf(key, track)),
    ),
  ]);
}
