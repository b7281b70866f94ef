import type { CallerPattern } from '#model';
import { itemCallers } from './item-callers.ts';
import type { PolicyItem } from './policy-item.ts';

/**
 * CallersApart is a group of callers that is told from all others, and the items about them, in the order in which they are
 * applied.
 */
export interface CallersApart {
  readonly callers: CallerPattern;
  /** The pattern as text, different for each pattern. */
  readonly text: string;
  readonly own: readonly PolicyItem[];
}

/**
 * callersApart is the groups of callers that items about some callers tell apart, in the order in which a caller is looked up
 * among them. Two identities either contain one another or have nothing in common, so that each caller belongs to the
 * narrowest pattern that matches it, and there are no more groups than written patterns.
 */
export function callersApart(ofSome: readonly PolicyItem[]): readonly CallersApart[] {
  const patterns = new Map(ofSome.flatMap(patternsOf).map(pattern => [textOf(pattern), pattern]));
  return [...patterns].sort(byNarrowness).map(([text, callers]) => ({
    callers,
    text,
    own: ofSome.filter(item => patternsOf(item).some(pattern => isWithin(callers, pattern))),
  }));
}

/** isWithin tells whether every caller that matches the first pattern matches the second. */
export function isWithin(one: CallerPattern, other: CallerPattern): boolean {
  if (other.kind === 'exact') return one.kind === 'exact' && one.identity === other.identity;
  return one.identity === other.identity || one.identity.startsWith(`${other.identity}/`);
}

function patternsOf(item: PolicyItem): readonly CallerPattern[] {
  return itemCallers(item).flatMap(({ oneOf }) => oneOf);
}

function textOf({ kind, identity }: CallerPattern): string {
  return kind === 'exact' ? identity : `${identity}/*`;
}

function byNarrowness(
  [a, one]: readonly [string, CallerPattern],
  [b, other]: readonly [string, CallerPattern],
) {
  if (one.kind !== other.kind) return one.kind === 'exact' ? -1 : 1;
  return other.identity.length - one.identity.length || (a < b ? -1 : 1);
}
