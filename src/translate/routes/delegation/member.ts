import type { ResourceKey } from '#lib/resource-ref.ts';
import type { HttpMatch } from '#model';
import { gatewayApiGroup, type HttpRoute, type HttpRouteRule, isDelegation } from '#resources';
import { parentKey } from '../../parent-key.ts';
import { translateMatch } from '../http-match.ts';
import { hasListeners, usesDefaults } from '../parents.ts';
import { selectedBy, selectionOf } from './selection.ts';

/** Member is a route as delegation sees it, from above and from below. */
export interface Member {
  readonly key: ResourceKey;
  /** See `selectedBy`; empty where no rule can delegate to it. */
  readonly selectedBy: readonly string[];
  /** The routes whose rules may delegate to it. */
  readonly parents: 'any' | readonly ResourceKey[];
  /** It is attached to listeners itself. */
  readonly isRoot: boolean;
  /** Its matches begin where those above them end. */
  readonly inherits: boolean;
  /** What it says takes precedence over what routes below it say. */
  readonly goesFirst: boolean;
  /** Hostnames come from above: no rule can delegate to a route that has its own. */
  readonly hasHostnames: boolean;
}

/** DelegatingRule is a rule that delegates to other routes. */
export interface DelegatingRule {
  readonly owner: Member;
  readonly index: number;
  readonly name?: string;
  readonly matches: readonly HttpMatch[];
  /** What it asks for, with the index of the backendRef. */
  readonly refs: readonly { readonly at: number; readonly word: string }[];
}

/** mayBeBelow tells whether others may delegate to a route: its parentRefs name a route, or it has none. */
export function mayBeBelow({ spec: { parentRefs, isUnreadable } }: HttpRoute): boolean {
  return isUnreadable !== true && (parentRefs.length === 0 || parentRefs.some(isRouteRef));
}

/** isRouteRef tells a parentRef to a route, of which this one is then a part, from one to something with listeners. */
export function isRouteRef({ group, kind }: HttpRoute['spec']['parentRefs'][number]): boolean {
  return group === gatewayApiGroup && kind === 'HTTPRoute';
}

const truths: ReadonlySet<string | undefined> = new Set(['true', 'yes', 'enabled']);

/** memberOf reads a route as a Member. */
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

/** delegatingRulesOf gives the rules of a route that delegate to other routes. */
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
