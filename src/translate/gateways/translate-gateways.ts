import type { Collection, Graph, Index, Tracker } from '#graph';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Gateway as GatewayModel, Report } from '#model';
import { type Gateway, type GatewayClass, type ListenerSet, listenerSetKinds } from '#resources';
import { authoritiesIn } from '../authorities.ts';
import type { TranslatedEnvoyProxies } from '../envoy-proxies/translate-envoy-proxies.ts';
import type { Inputs } from '../inputs.ts';
import { isChosen } from '../namespace-selection.ts';
import { type GatewayGoverning, governGateway } from '../policies/governed-gateway.ts';
import type { ReferenceGrants } from '../reference-grants.ts';
import { type AttachPoint, attachPoints, listenerKey } from './attach-point.ts';
import type { CertificateState } from './certificate.ts';
import { type GatewayState, translateGateway } from './gateway.ts';
import { byPrecedence, type ListenerSetState, parentOf } from './listener-set.ts';
import { type Foreign, findForeign } from './ownership.ts';
import { gatewayClassReport, gatewayReport, listenerSetReport, unattachedSetReport } from './report.ts';

/** TranslatedGateways is the graph's part of gateways. */
export interface TranslatedGateways {
  readonly states: Collection<GatewayState>;
  readonly sets: Collection<ListenerSet>;
  readonly setStates: Collection<ListenerSetState>;
  readonly models: Collection<GatewayModel>;
  readonly attachPoints: Collection<AttachPoint>;
  readonly foreign: Foreign;
}

/** translateGateways lays the graph from Gateways and ListenerSets to what routes attach to. */
export function translateGateways(
  graph: Graph,
  inputs: Inputs,
  certificates: Collection<CertificateState>,
  grants: ReferenceGrants,
  governing: GatewayGoverning,
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
  const setsOf = ({ ref, spec }: Gateway, key: ResourceKey, track: Tracker) => {
    const { allowedListeners } = spec;
    if (allowedListeners === undefined) return [];
    return track
      .fetchAll(setsByGateway, key)
      .filter(set =>
        isChosen(allowedListeners.namespaces, ref.namespace, set.ref.namespace, { namespaces, track }),
      )
      .sort(byPrecedence);
  };
  const states = graph.map<Gateway, GatewayState>(
    'translate/gateways',
    inputs.of('gateway-api/Gateway'),
    (gateway, key, track) => {
      if (track.fetch(foreign.gateways, key)) return undefined;
      const controller = track.fetch(inputs.controllers, key);
      return translateGateway(gateway, {
        classes,
        certificates,
        authorities,
        grants,
        track,
        controller,
        sets: setsOf(gateway, key, track),
      });
    },
  );
  return {
    states,
    sets,
    setStates: graph.derive<GatewayState, ListenerSetState>('translate/listener-set-states', states, state =>
      state.sets.map(set => [resourceKey(set.resource.ref), set] as const),
    ),
    models: graph.map<GatewayState, GatewayModel>('translate/gateway-models', states, ({ model }, _, track) =>
      governGateway(model, governing, track),
    ),
    attachPoints: graph.derive<GatewayState, AttachPoint>('translate/attach-points', states, attachPoints),
    foreign,
  };
}

/** reportGateways says what became of gateways and their classes; `routes` are those that attached, by `listenerKey`. */
export function reportGateways(
  graph: Graph,
  inputs: Inputs,
  { states, sets, setStates, foreign }: TranslatedGateways,
  { parameters, lookup }: TranslatedEnvoyProxies,
  routes: Index<unknown>,
): Collection<Report> {
  const known = graph.view<GatewayState, true>('translate/known-gateways', states, () => true);
  return graph.join<Report>('translate/all-gateway-reports', [
    graph.map<GatewayState, Report>('translate/gateway-reports', states, (state, key, track) =>
      gatewayReport(state, track.fetch(parameters, key), name => track.count(routes, listenerKey(key, name))),
    ),
    graph.map<ListenerSet, Report>('translate/listener-set-reports', sets, (set, key, track) => {
      const state = track.fetch(setStates, key);
      if (state !== undefined) {
        return listenerSetReport(state, name => track.count(routes, listenerKey(state.gateway, name)));
      }
      const parent = parentOf(set);
      // A gateway that is not there may be another controller's.
      const isOthers =
        track.fetch(foreign.gateways, parent) ?? track.fetch(inputs.controllers, key) !== undefined;
      return unattachedSetReport(set, track.fetch(known, parent) !== undefined, isOthers);
    }),
    graph.map<GatewayClass, Report>(
      'translate/gateway-class-reports',
      inputs.of('gateway-api/GatewayClass'),
      (one, key, track) =>
        track.fetch(foreign.classes, key) ? undefined : gatewayClassReport(one, lookup, track),
    ),
  ]);
}
