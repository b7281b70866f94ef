import type { Collection, Graph, Tracker } from '#graph';
import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { HttpRoute } from '#resources';
import type { RefProblem } from '../../backend-ref.ts';
import { type Lineage, type Link, lineageOf } from './lineage.ts';
import { type DelegatingRule, delegatingRulesOf, mayBeBelow, memberOf, readMatches } from './member.ts';

/** Delegation is what is known, before any route is translated, of rules that delegate to other routes. */
export interface Delegation {
  /** By the ResourceKey of a route that others delegate to, or that wants to be delegated to. */
  readonly lineages: Collection<Lineage>;
  /** problemOf says why one reference of a rule reaches no route; undefined where it reaches one. */
  problemOf(route: ResourceKey, rule: number, ref: number, track: Tracker): RefProblem | undefined;
}

/**
 * findDelegation finds the ways from rule to route. Each route looks for the rules that ask for it, and on from those
 * upwards: editing a route re-runs only itself, editing a rule the routes that it delegates to. Routes that attach only to
 * Gateways look for nothing.
 */
export function findDelegation(graph: Graph, routes: Collection<HttpRoute>): Delegation {
  const rules = graph.index<DelegatingRule>(
    'translate/delegating-rules-by-reference',
    graph.derive<HttpRoute, DelegatingRule>('translate/delegating-rules', routes, (route, key) =>
      delegatingRulesOf(route, key).map(rule => [`${key}#${rule.index}`, rule] as const),
    ),
    ({ refs }) => refs.map(({ word }) => word),
  );
  const lineages = graph.map<HttpRoute, Lineage>('translate/lineages', routes, (route, key, track) => {
    if (!mayBeBelow(route)) return undefined;
    const lineage = lineageOf(memberOf(route, key), route.spec.rules.map(readMatches), rules, track);
    return lineage.links.length > 0 || lineage.isEndless || route.spec.parentRefs.length > 0
      ? lineage
      : undefined;
  });
  const links = graph.index<Linked>(
    'translate/links-by-reference',
    graph.derive<Lineage, Linked>('translate/delegation-links', lineages, ({ links }, child) =>
      links.map(link => [`${link.route}#${link.rule}\n${child}`, { ...link, child }] as const),
    ),
    ({ route, rule, refs, outcome }) => refs.map(ref => linkKey(route, rule, ref, outcome)),
  );
  return {
    lineages,
    problemOf(route, rule, ref, track) {
      const linked = (outcome: Link['outcome']) => linkKey(route, rule, ref, outcome);
      if (track.count(links, linked('taken')) > 0) return undefined;
      const shown = (outcome: Link['outcome']) => {
        const [first] = track.fetchAll(links, linked(outcome));
        return first && displayRef(parseResourceKey(first.child));
      };
      const circle = shown('circular');
      if (circle !== undefined)
        return problem('RefNotPermitted', `goes on in ${circle}, which goes on in this route: a circle`);
      const refused = shown('refused');
      if (refused !== undefined)
        return problem(
          'BackendNotFound',
          `${refused} has hostnames of its own, and those are for this route to say`,
        );
      const unfit = shown('unfit');
      if (unfit !== undefined)
        return problem('BackendNotFound', `nothing of ${unfit} matches what this rule takes`);
      return problem(
        'BackendNotFound',
        'no HTTPRoute was found that it asks for and that names this one, or none, as its parent',
      );
    },
  };
}

interface Linked extends Link {
  readonly child: ResourceKey;
}

function linkKey(route: ResourceKey, rule: number, ref: number, outcome: Link['outcome']): string {
  return [route, rule, ref, outcome].join('#');
}

function problem(reason: string, message: string): RefProblem {
  return { kind: 'invalid', reason, message };
}
