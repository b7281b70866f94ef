import type { ResourceKey } from '#lib/resource-ref.ts';
import type { HttpMatch } from '#model';
import { gatewayApiGroup, type HttpRoute, type HttpRouteRule, isDelegation } from '#resources';
import { parentKey } from '../../parent-key.ts';
import { translateMatch } from '../http-match.ts';
import { hasListeners, usesDefaults } from '../parents.ts';
import { selectedBy, selectionOf } from './selection.ts';

/** Member is a route as those see it that it goes on in, and that go on in it. */
export interface Member {
  readonly key: ResourceKey;
  /** See `selectedBy`; none of what nothing can go on in. */
  readonly selectedBy: readonly string[];
  /** Whose rules may go on in it. */
  readonly parents: 'any' | readonly ResourceKey[];
  /** It is attached to something itself. */
  readonly isRoot: boolean;
  /** Its matches go on where those above them end. */
  readonly inherits: boolean;
  /** What it says goes before what is said below. */
  readonly goesFirst: boolean;
  /** Those come from above: nothing goes on in what has its own. */
  readonly hasHostnames: boolean;
}

/** DelegatingRule is a rule that goes on in other routes. */
export interface DelegatingRule {
  readonly owner: Member;
  readonly index: number;
  readonly name?: string;
  readonly matches: readonly HttpMatch[];
  /** What it asks for, by where that stands. */
  readonly refs: readonly { readonly at: number; readonly word: string }[];
}

/** mayBeBelow tells which routes others may go on in: those that name some, or nobody. */
export function mayBeBelow({ spec: { parentRefs, isUnreadable } }: HttpRoute): boolean {
  return isUnreadable !== true && (parentRefs.length === 0 || parentRefs.some(isRouteRef));
}

/** isRouteRef tells references to a route, of which the route is then a part, from those to what has listeners. */
export function isRouteRef({ group, kind }: HttpRoute['spec']['parentRefs'][number]): boolean {
  return group === gatewayApiGroup && kind === 'HTTPRoute';
}

const truths: ReadonlySet<string | undefined> = new Set(['true', 'yes', 'enabled']);

/** memberOf reads a route so. */
export function memberOf(route: HttpRoute, key: ResourceKey): Member {
  const { spec, ref, metadata } = route;
  return {
    key,
    selectedBy: mayBeBelow(route) ? selectedBy(route) : [],
    parents:
      spec.parentRefs.length === 0
        ? 'any'
        : spec.parentRefs.filter(isRouteRef).map(parent => parentKey(parent, ref.namespace)),
    isRoot: spec.parentRefs.some(hasListeners) || usesDefaults(route),
    inherits: truths.has(
      metadata.annotations['delegation.kgateway.dev/inherit-parent-matcher']?.toLowerCase(),
    ),
    goesFirst:
      metadata.annotations['kgateway.dev/inherited-policy-priority']?.endsWith('PreferParent') === true,
    hasHostnames: spec.hostnames.length > 0,
  };
}

/** delegatingRulesOf are those of a route's rules that go on in other routes. */
export function delegatingRulesOf(route: HttpRoute, key: ResourceKey): readonly DelegatingRule[] {
  const { spec, ref } = route;
  if (!spec.rules.some(({ backendRefs }) => backendRefs.some(isDelegation))) return [];
  const owner = memberOf(route, key);
  return spec.rules.flatMap((rule, index) => {
    const refs = rule.backendRefs.flatMap((backend, at) =>
      isDelegation(backend) ? [{ at, word: selectionOf(backend, ref.namespace) }] : [],
    );
    return refs.length === 0
      ? []
      : [
          {
            owner,
            index,
            ...(rule.name === undefined ? {} : { name: rule.name }),
            matches: readMatches(rule),
            refs,
          },
        ];
  });
}

/** readMatches are those of a rule that can be read. */
export function readMatches({ matches }: HttpRouteRule): readonly HttpMatch[] {
  return matches.map(translateMatch).flatMap(match => ('message' in match ? [] : [match]));
}
