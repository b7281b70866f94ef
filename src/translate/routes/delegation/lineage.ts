import type { Index, Tracker } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { HttpMatch, RouteStep } from '#model';
import { matchWithin } from './match-within.ts';
import type { DelegatingRule, Member } from './member.ts';

/** Step is a rule that delegates to other routes. */
export type Step = Omit<RouteStep, 'policies'>;

/**
 * Way is a chain of rules by which requests come to a route: from a rule of a route that is attached to a listener, down to
 * the rule directly above it.
 */
export interface Way {
  readonly steps: readonly Step[];
  /** The matches of the last step, within those of the steps above it. */
  readonly above: readonly HttpMatch[];
}

/**
 * Link says what became of a route at a rule that asks for it.
 * - `unfit`: none of its matches lies within what the rule takes.
 * - `circular`: the rule belongs to a route that this route itself delegates to.
 * - `refused`: as it is written, no rule may delegate to it.
 */
export interface Link extends Pick<Step, 'route' | 'rule'> {
  readonly outcome: 'taken' | 'unfit' | 'circular' | 'refused';
  /** Which of the rule's references ask for it. */
  readonly refs: readonly number[];
}

/** Lineage is the ways by which requests come to a route from others, and what became of it at each rule that asks for it. */
export interface Lineage {
  readonly ways: readonly Way[];
  readonly links: readonly Link[];
  /** The rules of the route that no request comes to. */
  readonly unfit: readonly number[];
  /** As in Member. */
  readonly inherits: boolean;
  /** There are more ways than are followed. */
  readonly isEndless?: true;
}

/** The most rules that are looked at for one route: where every route delegates to every other, the ways have no end. */
const mostLooked = 1_000;

/**
 * lineageOf finds the ways to a route. `ownRules` are the matches of each of its rules; `rules` indexes all delegating rules
 * by what they ask for.
 */
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
  /** waysTo finds the ways to a rule, and through it; `above` includes the rule's own matches. */
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

  /** leadsBack tells whether a route is among those that the member delegates to. */
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

/** within is the part of what the matches above take that some matches of a route below take. */
export function within(
  above: readonly HttpMatch[],
  own: readonly HttpMatch[],
  inherits: boolean,
): readonly HttpMatch[] {
  return own.flatMap(match => above.flatMap(over => matchWithin(over, match, inherits) ?? []));
}
