import type { Collection, Graph, Index } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, type BackendUse, type Forwarding, type Route, wholePolicy } from '#model';
import type { PointPolicies } from './policies-in-force.ts';
import { ownPolicies, rulingOf } from './route-shape.ts';
import { forwardingsOf } from './shaped-route.ts';

/**
 * DividedRule is a rule whose backends have different policies: what such a policy says of requests holds for no part of the
 * rule.
 */
export interface DividedRule {
  readonly policy: ResourceKey;
  readonly route: ResourceKey;
  readonly rule: number;
}

/** dividedRules finds such rules, by policy. Rules with a single backend, and no group, are not looked at. */
export function dividedRules(
  graph: Graph,
  routes: Collection<Route>,
  policiesOfUses: Collection<readonly PointPolicies[]>,
): Index<DividedRule> {
  const divided = graph.derive<Route, DividedRule>('translate/divided-rules', routes, (route, key, track) => {
    const onBackend = (backend: BackendKey) => track.fetch(policiesOfUses, backend) ?? [];
    return forwardingsOf(route).flatMap(({ forwarding }, rule) =>
      (forwarding === undefined ? [] : leftOut(forwarding, onBackend)).map(
        policy => [[policy, key, rule].join('\n'), { policy, route: key, rule }] as const,
      ),
    );
  });
  return graph.index('translate/divided-rules-by-policy', divided, ({ policy }) => [wholePolicy(policy)]);
}

function leftOut(
  forwarding: Forwarding,
  onBackend: (backend: BackendKey) => readonly PointPolicies[],
): readonly ResourceKey[] {
  const taking = forwarding.destinations.flatMap(d => (d.kind === 'backend' && d.weight > 0 ? [d] : []));
  const isDivided = ({ use }: { readonly use: BackendUse }) =>
    use.group !== undefined || use.shared !== undefined;
  if (taking.length < 2 && !taking.some(isDivided)) return [];
  const own = ownPolicies({ destinations: taking, mirrors: [] }, onBackend);
  if (own === undefined) return [];
  const held = new Set(rulingOf(own.common).map(({ policy }) => policy));
  const saying = own.ofUses.flatMap(({ chain }) =>
    rulingOf(chain).flatMap(({ policy, route = {} }) => (Object.keys(route).length === 0 ? [] : policy)),
  );
  return [...new Set(saying)].filter(policy => !held.has(policy));
}
