import type { CallerPattern } from '#model';
import { itemCallers } from './item-callers.ts';
import type { PolicyItem } from './policy-item.ts';

/** CallersApart is some who are told from all others, and the items that are about them, in the order in which they are applied. */
export interface CallersApart {
  readonly callers: CallerPattern;
  /** The pattern, as a text of its own. */
  readonly text: string;
  readonly own: readonly PolicyItem[];
}

/**
 * callersApart is whom items that are about some callers tell apart, in the order in which a caller is looked for among them. An
 * identity is within another or has nothing in common with it, so that each caller is told by the narrowest that is his, and there are
 * no more of these than are written.
 */
export function callersApart(ofSome: readonly PolicyItem[]): readonly CallersApart[] {
  const patterns = new Map(ofSome.flatMap(patternsOf).map(pattern => [textOf(pattern), pattern]));
  return [...patterns].sort(byNarrowness).map(([text, callers]) => ({
    callers,
    text,
    own: ofSome.filter(item => patternsOf(item).some(pattern => isWithin(callers, pattern))),
  }));
}

/** isWithin: whoever is of the first is of the second. */
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
