import type { Collection, Graph, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendFacets, Route } from '#model';
import { type AnyPolicy, policyKinds } from '#resources';
import type { Inputs } from '../inputs.ts';
import type { ReferenceGrants } from '../reference-grants.ts';
import { routeKinds } from '../routes/index.ts';
import { parsePoint, pointKey, pointKindOf } from './point.ts';
import { decideInForce, type PointPolicies } from './policies-in-force.ts';
import { attachPolicies, type PolicyAttachment } from './policy-attachments.ts';
import { type PolicyState, translatePolicy } from './policy-state.ts';
import { shapeOf } from './route-shape.ts';
import { shapeRoute } from './shaped-route.ts';

/** TranslatedPolicies is the graph's part of policies, of every kind. */
export interface TranslatedPolicies {
  readonly policies: Collection<AnyPolicy>;
  readonly states: Collection<PolicyState>;
  readonly attachments: Collection<PolicyAttachment>;
  /** By PointKey. */
  readonly inForce: Collection<PointPolicies>;
  /** What policies say of how backends are used, by the policy's ResourceKey. */
  readonly backendFacets: Collection<BackendFacets>;
  /** shape gives a route as policies have it where it came through a listener. */
  shape(track: Tracker, route: Route, gateway: ResourceKey | undefined, listener: string): Route;
}

/** translatePolicies lays the graph from policies to what is in force where. */
export function translatePolicies(graph: Graph, inputs: Inputs, grants: ReferenceGrants): TranslatedPolicies {
  const policies = graph.join<AnyPolicy>(
    'translate/written-policies',
    policyKinds.map(kind => inputs.of(kind.id)),
  );
  const authorities = {
    configMaps: inputs.of('kubernetes/ConfigMap'),
    secrets: inputs.of('kubernetes/Secret'),
  };
  const states = graph.map<AnyPolicy, PolicyState>('translate/policy-states', policies, (policy, _, track) =>
    translatePolicy(policy, { authorities, grants, track }),
  );
  const attachments = attachPolicies(graph, policies, [
    inputs.of('gateway-api/Gateway'),
    ...routeKinds.map(kind => inputs.of(kind.id)),
  ]);
  const inForce = decideInForce(graph, states, attachments);
  // Most routes have no policy of a rule: that is one question, not one a rule.
  const ofRules = graph.index('translate/policies-of-rules', inForce, ({ point }) => {
    const { object, section } = parsePoint(point);
    return section !== undefined && pointKindOf(object.group, object.kind) === 'route'
      ? [point.slice(0, -section.length - 1)]
      : [];
  });
  return {
    policies,
    states,
    attachments,
    inForce,
    backendFacets: graph.view<PolicyState, BackendFacets>(
      'translate/backend-facets',
      states,
      ({ meaning }) => meaning.backend,
    ),
    shape(track, route, gateway, listener) {
      const general = [
        track.fetch(inForce, route.origin),
        ...(gateway === undefined
          ? []
          : [track.fetch(inForce, pointKey(gateway, listener)), track.fetch(inForce, gateway)]),
      ];
      const others = shapeOf(general);
      const byRule = track.fetchAll(ofRules, route.origin).flatMap(own => {
        const { section: rule } = parsePoint(own.point);
        const shape = shapeOf([own, ...general]);
        return rule === undefined || shape === undefined ? [] : [{ rule, shape }];
      });
      return shapeRoute(route, others === undefined ? { byRule } : { others, byRule });
    },
  };
}
