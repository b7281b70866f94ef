import type { Collection, Graph, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import {
  type Backend,
  type BackendFacets,
  type BackendKey,
  demandKey,
  type GenericSecret,
  type ListenerName,
  type Route,
  type Want,
} from '#model';
import { type AnyPolicy, listenerSetKinds, policyKinds } from '#resources';
import { type Authorities, authoritiesIn } from '../authorities.ts';
import { type BackendLookup, resolveBackendRef } from '../backend-ref.ts';
import type { Inputs } from '../inputs.ts';
import { routeKinds } from '../routes/index.ts';
import type { GovernedBackend } from './governed-backend.ts';
import { parsePoint, pointKindOf, pointsOfListener } from './point.ts';
import { decideInForce, type PointPolicies } from './policies-in-force.ts';
import { attachPolicies, type PolicyAttachment } from './policy-attachments.ts';
import type { PolicyContext } from './policy-kind.ts';
import { isOnBackends, type PolicyState, translatePolicy } from './policy-state.ts';
import { type Chain, ownPolicies, shapeOf } from './route-shape.ts';
import { forwardingsOf, shapeRoute } from './shaped-route.ts';

/** Passage is how requests come to a route. */
export interface Passage {
  readonly gateway: ResourceKey;
  /** The gateway itself says of how backends are used. */
  readonly isShaping: boolean;
  readonly listener: ListenerName;
}

/** TranslatedPolicies is the graph's part of policies, of every kind. */
export interface TranslatedPolicies {
  readonly policies: Collection<AnyPolicy>;
  readonly states: Collection<PolicyState>;
  readonly attachments: Collection<PolicyAttachment>;
  /** By PointKey. */
  readonly inForce: Collection<PointPolicies>;
  /** What policies say of how backends are used, by the policy's ResourceKey, or by that of a part of it. */
  readonly backendFacets: Collection<BackendFacets>;
  /** Hosts that policies call by their names, by BackendKey. */
  readonly hosts: Collection<Backend>;
  /** Secrets that filters are set up with, by ResourceKey. */
  readonly secrets: Collection<GenericSecret>;
  /** What shapes the uses of a backend and requests to it, by BackendKey, where anything does. */
  readonly ofUses: Collection<readonly PointPolicies[]>;
  /** What must be found elsewhere for policies, by `demandKey`. */
  readonly wants: Collection<Want>;
  /** shape gives a route as policies have it, and the gateway, where it came through a listener. */
  shape(track: Tracker, route: Route, through: Passage): Route;
}

/** PoliciesOnBackends is what can be decided before there are backends. */
export interface PoliciesOnBackends extends Pick<TranslatedPolicies, 'policies' | 'attachments' | 'inForce'> {
  /** Of those that are on backends. */
  readonly states: Collection<PolicyState>;
  readonly authorities: Authorities;
}

/** decideOnBackends lays the graph from policies to what is in force on backends themselves. */
export function decideOnBackends(
  graph: Graph,
  inputs: Inputs,
  context: Pick<PolicyContext, 'grants' | 'addresses' | 'discovered'>,
): PoliciesOnBackends {
  const policies = graph.join<AnyPolicy>(
    'translate/written-policies',
    policyKinds.map(kind => inputs.of(kind.id)),
  );
  const authorities = authoritiesIn(inputs);
  // They are decided before there are backends that they could refer to.
  const message = 'a policy that is about a backend can call none itself: write another for the routes';
  const problem = { kind: 'invalid', reason: 'UnsupportedValue', message } as const;
  const resolve = () => ({ fallback: false, problem });
  const states = graph.map<AnyPolicy, PolicyState>(
    'translate/states-of-policies-on-backends',
    policies,
    (policy, _, track) =>
      isOnBackends(policy) ? translatePolicy(policy, { ...context, authorities, track, resolve }) : undefined,
  );
  const attachments = attachPolicies(graph, policies, [
    inputs.of('gateway-api/Gateway'),
    ...listenerSetKinds.map(kind => inputs.of(kind.id)),
    ...routeKinds.map(kind => inputs.of(kind.id)),
  ]);
  const inForce = decideInForce(graph, 'backends', states, attachments);
  return { policies, attachments, states, inForce, authorities };
}

/** translatePolicies lays the graph from policies to what is in force where, backends being known. */
export function translatePolicies(
  graph: Graph,
  { policies, attachments, authorities, ...onBackends }: PoliciesOnBackends,
  context: Pick<PolicyContext, 'grants' | 'addresses' | 'discovered'>,
  lookup: BackendLookup,
  governed: Collection<GovernedBackend>,
): TranslatedPolicies {
  const states = graph.join('translate/policy-states', [
    graph.map<AnyPolicy, PolicyState>('translate/states-of-other-policies', policies, (policy, _, track) =>
      isOnBackends(policy)
        ? undefined
        : translatePolicy(policy, {
            ...context,
            authorities,
            track,
            resolve: (ref, referrer) => resolveBackendRef(ref, referrer, lookup, track),
          }),
    ),
    onBackends.states,
  ]);
  const onRoutes = decideInForce(graph, 'routes', states, attachments);
  const inForce = graph.join('translate/policies-in-force', [onRoutes, onBackends.inForce]);
  // Most routes have no policy of a rule: that is one question, not one a rule.
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
  return {
    policies,
    states,
    attachments,
    inForce,
    ofUses,
    backendFacets: graph.derive<PolicyState, BackendFacets>(
      'translate/backend-facets',
      states,
      ({ origin, meaning: { backend, shapes = [] } }) => [
        ...(backend === undefined ? [] : [[origin, backend] as const]),
        ...shapes.map(({ key, facets }) => [key, facets] as const),
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
    shape(track, route, { gateway, isShaping, listener }) {
      const chain: Chain = {
        below: [track.fetch(inForce, route.origin)],
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
        forwardingsOf(route).map(({ rule, forwarding }) => {
          const at = rule === undefined ? undefined : ruled.get(rule);
          const own = forwarding && ownPolicies(forwarding, onBackend);
          if (at === undefined && own === undefined) return others;
          return shapeOf(at === undefined ? chain : { ...chain, below: [at, ...chain.below] }, own);
        }),
      );
    },
  };
}
