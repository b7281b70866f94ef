import type { Collection, Graph, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import {
  type Backend,
  type BackendFacets,
  type BackendKey,
  demandKey,
  type GenericSecret,
  type ListenerName,
  type Places,
  partOf,
  type Route,
  type RouteStep,
  stepsAround,
  type Want,
} from '#model';
import { type AnyPolicy, kgatewayBackendKinds, listenerSetKinds, policyKinds } from '#resources';
import { authoritiesIn } from '../authorities.ts';
import { type BackendLookup, resolveBackendRef } from '../backend-ref.ts';
import { type ExtensionState, unreadable } from '../gateway-extensions/extension-state.ts';
import type { Inputs } from '../inputs.ts';
import { routeKinds } from '../routes/index.ts';
import type { GovernedBackend } from './governed-backend.ts';
import { parsePoint, pointKey, pointKindOf, pointsOfListener } from './point.ts';
import { inForce as asInForce, decideInForce, type PointPolicies } from './policies-in-force.ts';
import { attachPolicies, type PolicyAttachment } from './policy-attachments.ts';
import type { PolicyContext } from './policy-kind.ts';
import { isOnBackends, type PolicyState, translatePolicy } from './policy-state.ts';
import { type Chain, ownPolicies, placed, shapeOf } from './route-shape.ts';
import { forwardingsOf, shapeRoute } from './shaped-route.ts';

/** Passage is how requests come to a route. */
export interface Passage {
  readonly gateway: ResourceKey;
  /** The gateway itself says how backends are used. */
  readonly isShaping: boolean;
  readonly listener: ListenerName;
  /** The databases that tell where clients are, where the gateway names some. */
  readonly places?: Places;
}

/** TranslatedPolicies is the part of the graph for policies of every kind. */
export interface TranslatedPolicies {
  readonly policies: Collection<AnyPolicy>;
  readonly states: Collection<PolicyState>;
  readonly attachments: Collection<PolicyAttachment>;
  /** By PointKey. */
  readonly inForce: Collection<PointPolicies>;
  /** How policies have backends used, by the policy's ResourceKey, or by that of a part of it. */
  readonly backendFacets: Collection<BackendFacets>;
  /** Hosts that policies call by their names, by BackendKey. */
  readonly hosts: Collection<Backend>;
  /** Secrets that filters are set up with, by ResourceKey. */
  readonly secrets: Collection<GenericSecret>;
  /** The policies that shape the uses of a backend and the requests to it, by BackendKey; absent where none do. */
  readonly ofUses: Collection<readonly PointPolicies[]>;
  /** What must be looked up elsewhere for policies, by `demandKey`. */
  readonly wants: Collection<Want>;
  /** shape gives a route as changed by policies and by the gateway, for requests that came through a listener. */
  shape(track: Tracker, route: Route, through: Passage): Route;
}

/** PoliciesOnBackends is what can be decided before there are backends. */
export interface PoliciesOnBackends extends Pick<TranslatedPolicies, 'policies' | 'attachments' | 'inForce'> {
  /** The states of policies on backends. */
  readonly states: Collection<PolicyState>;
  readonly surroundings: Surroundings;
}

/** Backends that policies find by their labels. */
const selectableBackends = [
  'envoy-gateway/Backend',
  'fairlead/Backend',
  ...kgatewayBackendKinds.map(({ id }) => id),
] as const;

/** Surroundings is what policies look up, wherever they are. */
type Surroundings = Pick<PolicyContext, 'authorities' | 'secretsOf'>;

/** decideOnBackends lays out the graph from policies to what is in force on backends themselves. */
export function decideOnBackends(
  graph: Graph,
  inputs: Inputs,
  context: Pick<PolicyContext, 'grants' | 'addresses' | 'discovered' | 'certificates'>,
): PoliciesOnBackends {
  const policies = graph.join<AnyPolicy>(
    'translate/written-policies',
    policyKinds.map(kind => inputs.of(kind.id)),
  );
  const surroundings: Surroundings = {
    authorities: authoritiesIn(inputs),
    secretsOf: graph.index('translate/secrets-by-namespace', inputs.of('kubernetes/Secret'), ({ ref }) => [
      ref.namespace,
    ]),
  };
  // They are decided before there are backends that they could refer to.
  const message = 'a policy that is about a backend can call none itself: write another for the routes';
  const problem = { kind: 'invalid', reason: 'UnsupportedValue', message } as const;
  const callees = { resolve: () => ({ fallback: false, problem }), extension: () => undefined } as const;
  const states = graph.map<AnyPolicy, PolicyState>(
    'translate/states-of-policies-on-backends',
    policies,
    (policy, _, track) =>
      isOnBackends(policy)
        ? translatePolicy(policy, { ...context, ...surroundings, ...callees, track })
        : undefined,
  );
  const selectable = [
    inputs.of('gateway-api/Gateway'),
    ...listenerSetKinds.map(kind => inputs.of(kind.id)),
    ...routeKinds.map(kind => inputs.of(kind.id)),
    inputs.of('kubernetes/Service'),
    ...selectableBackends.map(id => inputs.of(id)),
  ];
  const attachments = attachPolicies(graph, policies, selectable, {
    namespaces: inputs.of('kubernetes/Namespace'),
    grants: context.grants,
  });
  const inForce = decideInForce(graph, 'backends', states, attachments);
  return { policies, attachments, states, inForce, surroundings };
}

/** translatePolicies lays out the graph from policies to what is in force at each point, once backends are known. */
export function translatePolicies(
  graph: Graph,
  { policies, attachments, surroundings, ...onBackends }: PoliciesOnBackends,
  context: Pick<PolicyContext, 'grants' | 'addresses' | 'discovered' | 'certificates'>,
  lookup: BackendLookup,
  extensions: Collection<ExtensionState>,
  governed: Collection<GovernedBackend>,
): TranslatedPolicies {
  const states = graph.join('translate/policy-states', [
    graph.map<AnyPolicy, PolicyState>('translate/states-of-other-policies', policies, (policy, _, track) =>
      isOnBackends(policy)
        ? undefined
        : translatePolicy(policy, {
            ...context,
            ...surroundings,
            track,
            resolve: (ref, referrer) => resolveBackendRef(ref, referrer, lookup, track),
            extension: key =>
              track.fetch(extensions, key) ?? unreadable(key, track.fetch(lookup.unreadable, key)),
          }),
    ),
    onBackends.states,
  ]);
  const onRoutes = decideInForce(graph, 'routes', states, attachments);
  const inForce = graph.join('translate/policies-in-force', [onRoutes, onBackends.inForce]);
  // Most routes have no policy on a single rule: one look-up tells, instead of one for each rule.
  const ofRules = graph.index('translate/policies-of-rules', inForce, ({ point }) => {
    const { object, section } = parsePoint(point);
    return section !== undefined && pointKindOf(object.group, object.kind) === 'route'
      ? [point.slice(0, -section.length - 1)]
      : [];
  });
  const ofUses = graph.view<GovernedBackend, readonly PointPolicies[]>(
    'translate/policies-of-uses',
    governed,
    ({ policies }) => (policies.length === 0 ? undefined : policies),
  );
  const namedBy = (policy: ResourceKey, track: Tracker): readonly PointPolicies[] => {
    const state = track.fetch(states, policy);
    return state === undefined ? [] : [{ point: policy, policies: [asInForce(state, undefined, false)] }];
  };
  return {
    policies,
    states,
    attachments,
    inForce,
    ofUses,
    backendFacets: graph.derive<PolicyState, BackendFacets>(
      'translate/backend-facets',
      states,
      ({ origin, meaning: { backend, shapes = [], ofSections = {} } }) => [
        ...(backend === undefined ? [] : [[origin, backend] as const]),
        ...shapes.map(({ key, facets }) => [key, facets] as const),
        ...Object.entries(ofSections).flatMap(([section, { backend }]) =>
          backend === undefined ? [] : [[partOf(origin, section), backend] as const],
        ),
      ],
    ),
    secrets: graph.derive<PolicyState, GenericSecret>('translate/policy-secrets', states, ({ meaning }) =>
      (meaning.secrets ?? []).map(secret => [secret.key, secret] as const),
    ),
    hosts: graph.derive<PolicyState, Backend>('translate/called-hosts', states, ({ meaning }) =>
      (meaning.hosts ?? []).map(host => [host.key, host] as const),
    ),
    wants: graph.derive<PolicyState, Want>('translate/wants-of-policies', states, ({ meaning }) =>
      (meaning.wants ?? []).map(want => [demandKey(want), want] as const),
    ),
    shape(track, route, { gateway, isShaping, listener, places }) {
      const policiesAt = ({ route, name, policies = [] }: Pick<RouteStep, 'route' | 'name' | 'policies'>) => [
        ...policies.flatMap(key => namedBy(key, track)),
        ...(name === undefined ? [] : [track.fetch(inForce, pointKey(route, name))]),
        track.fetch(inForce, route),
      ];
      const { before, behind } = around(route);
      const [first, last] = [before.flatMap(policiesAt), behind.flatMap(policiesAt)];
      const ofRoute = track.fetch(inForce, route.origin);
      const chain: Chain = {
        below: [...first, ofRoute, ...last],
        above: pointsOfListener(gateway, listener).map(point => track.fetch(inForce, point)),
        also: isShaping ? [gateway] : [],
      };
      const ruled = new Map(
        track.fetchAll(ofRules, route.origin).map(own => [parsePoint(own.point).section, own]),
      );
      const onBackend = (backend: BackendKey) => track.fetch(ofUses, backend) ?? [];
      const others = shapeOf(chain);
      return shapeRoute(
        route,
        forwardingsOf(route).map(({ rule, forwarding, named = [] }) => {
          const at = rule === undefined ? undefined : ruled.get(rule);
          const own = forwarding && ownPolicies(forwarding, onBackend);
          if (at === undefined && own === undefined && named.length === 0) return placed(others, places);
          const below = [...first, ...named.flatMap(key => namedBy(key, track)), at, ofRoute, ...last];
          return placed(shapeOf({ ...chain, below }, own), places);
        }),
      );
    },
  };
}

/** The rules of other routes by which requests come to a route. */
function around(route: Route): ReturnType<typeof stepsAround> {
  return route.kind === 'http' && route.through !== undefined ? stepsAround(route) : nobody;
}

const nobody = { before: [], behind: [] };
