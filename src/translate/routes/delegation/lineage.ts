import type { Index, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { HttpMatch, RouteStep } from '#model';
import { matchWithin } from './match-within.ts';
import type { DelegatingRule, Member } from './member.ts';

/** Step is a rule that goes on in other routes. */
export type Step = Omit<RouteStep, 'policies'>;

/** Way is one by which requests come to a route: from the rule of a route that is attached to something, down to its parent's. */
export interface Way {
  readonly steps: readonly Step[];
  /** What the last of them takes. */
  readonly above: readonly HttpMatch[];
}

/**
 * Link says what became of a route at a rule that asks for it.
 * - `unfit`: nothing of it matches what the rule takes.
 * - `circular`: the rule is of a route that the route itself goes on in.
 * - `refused`: nothing may go on in it as it is written.
 */
export interface Link extends Pick<Step, 'route' | 'rule'> {
  readonly outcome: 'taken' | 'unfit' | 'circular' | 'refused';
  /** Which of the rule's references ask for it. */
  readonly refs: readonly number[];
}

/** Lineage is by which ways requests come to a route from others, and what became of it at each rule that asks for it. */
export interface Lineage {
  readonly ways: readonly Way[];
  readonly links: readonly Link[];
  /** Those of its rules that no request comes to. */
  readonly unfit: readonly number[];
  /** As in Member. */
  readonly inherits: boolean;
  /** There are more ways than anybody would follow. */
  readonly isEndless?: true;
}

/** So many rules are looked at for one route: who has every route go on in every other has no end of ways. */
const mostLooked = 1_000;

/** lineageOf finds the ways to a route, whose matches are given by rule; `rules` of all are by what they ask for. */
export function lineageOf(
  member: Member,
  ownRules: readonly (readonly HttpMatch[])[],
  rules: Index<DelegatingRule>,
  track: Tracker,
): Lineage {
  const links = new Map<DelegatingRule, Link['outcome']>();
  const ways: Way[] = [];
  let looked = 0;
  const asking = ({ key, selectedBy, parents, hasHostnames }: Member): readonly DelegatingRule[] => {
    if (looked > mostLooked || (hasHostnames && key !== member.key)) return [];
    const all = selectedBy.flatMap(word => track.fetchAll(rules, word));
    looked += all.length;
    return [...new Set(all)].filter(({ owner }) => parents === 'any' || parents.includes(owner.key));
  };
  /** The ways to a rule, its own matches among what they take. */
  const waysTo = (rule: DelegatingRule, below: readonly ResourceKey[]): readonly Way[] => {
    const { owner, matches, index, name } = rule;
    const here: Step = {
      route: owner.key,
      rule: index,
      ...(name === undefined ? {} : { name }),
      ...(owner.goesFirst ? { goesFirst: true } : {}),
    };
    const passed = [...below, owner.key];
    const own: readonly Way[] = owner.isRoot ? [{ steps: [here], above: matches }] : [];
    const further = asking(owner)
      .filter(up => !passed.includes(up.owner.key))
      .flatMap(up => waysTo(up, passed))
      .map(way => ({
        steps: [...way.steps, here],
        above: within(way.above, matches, owner.inherits),
      }))
      .filter(({ above }) => above.length > 0);
    return [...own, ...further];
  };
  const isTaken = (above: readonly HttpMatch[], matches: readonly HttpMatch[]) =>
    within(above, matches, member.inherits).length > 0;
  const fits = (above: readonly HttpMatch[]) => ownRules.some(matches => isTaken(above, matches));
  for (const rule of asking(member)) {
    if (looked > mostLooked) break;
    const isOwn = rule.owner.key === member.key;
    const found = member.hasHostnames || isOwn ? [] : waysTo(rule, [member.key]);
    const fitting = found.filter(({ above }) => fits(above));
    ways.push(...fitting);
    links.set(rule, outcomeAt(rule, found, fitting));
  }
  if (looked > mostLooked) return endless;
  return {
    ways,
    links: [...links].map(([{ owner, index, refs }, outcome]) => ({
      route: owner.key,
      rule: index,
      outcome,
      refs: refs.flatMap(({ at, word }) => (member.selectedBy.includes(word) ? [at] : [])),
    })),
    unfit:
      member.isRoot || ways.length === 0
        ? []
        : ownRules.flatMap((matches, i) => (ways.some(({ above }) => isTaken(above, matches)) ? [] : [i])),
    inherits: member.inherits,
  };

  function outcomeAt(
    { owner, matches }: DelegatingRule,
    found: readonly Way[],
    fitting: readonly Way[],
  ): Link['outcome'] {
    if (member.hasHostnames) return 'refused';
    if (fitting.length > 0) return 'taken';
    if (owner.key === member.key || (found.length === 0 && leadsBack(owner))) return 'circular';
    return found.length === 0 && fits(matches) ? 'taken' : 'unfit';
  }

  /** Whether a route is among those that the member goes on in. */
  function leadsBack(from: Member): boolean {
    const seen = new Set<ResourceKey>();
    const isUnder = (one: Member): boolean => {
      if (seen.has(one.key)) return false;
      seen.add(one.key);
      return asking(one).some(({ owner }) => owner.key === member.key || isUnder(owner));
    };
    return isUnder(from);
  }
}

const endless: Lineage = { ways: [], links: [], unfit: [], inherits: false, isEndless: true };

/** within is what some matches take of what those above them take. */
export function within(
  above: readonly HttpMatch[],
  own: readonly HttpMatch[],
  inherits: boolean,
): readonly HttpMatch[] {
  return own.flatMap(match => above.flatMap(over => matchWithin(over, match, inherits) ?? []));
}
