import { hashBytes } from '#lib/stable-hash.ts';

/**
 * Listing is the rules of one backend as plain lines, in order. What should be in force and what is are written in the same
 * words. Chain names are without generations, counters and handles.
 */
export type Listing = readonly Line[];

/** Line is one rule (or the property of a chain) and the chain that holds it. */
export interface Line {
  readonly chain: string;
  readonly rule: string;
}

/** hashListing names a listing, whatever the order of its chains; the order of rules within a chain counts. */
export function hashListing(listing: Listing): string {
  const chains = [...new Set(listing.map(({ chain }) => chain))].toSorted();
  return hashBytes(
    JSON.stringify(
      chains.map(chain => [chain, listing.filter(line => line.chain === chain).map(line => line.rule)]),
    ),
  );
}

/** Change is one line that is there and should not be (`-`), or should be and is not (`+`). */
export interface Change {
  readonly sign: '-' | '+';
  readonly chain: string;
  readonly rule: string;
}

/** compareListings says what would have to change to get from one listing to the other; empty where they are the same. */
export function compareListings(from: Listing, to: Listing): readonly Change[] {
  const chains = [...new Set([...from, ...to].map(({ chain }) => chain))];
  return chains.flatMap(chain => {
    const rulesIn = (listing: Listing) =>
      listing.filter(line => line.chain === chain).map(({ rule }) => rule);
    return compareRules(rulesIn(from), rulesIn(to)).map(([sign, rule]) => ({ sign, chain, rule }));
  });
}

/** The order of rules is their meaning, so this is a true difference: everything outside of a longest common subsequence. */
function compareRules(
  from: readonly string[],
  to: readonly string[],
): readonly (readonly ['-' | '+', string])[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < from.length - head && tail < to.length - head && from.at(-1 - tail) === to.at(-1 - tail))
    tail++;
  const [a, b] = [from.slice(head, from.length - tail), to.slice(head, to.length - tail)];
  const common = commonLengths(a, b);
  const changes: ['-' | '+', string][] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      i++;
      j++;
    } else if (
      left !== undefined &&
      (right === undefined || length(common, i + 1, j) >= length(common, i, j + 1))
    ) {
      changes.push(['-', left]);
      i++;
    } else if (right !== undefined) {
      changes.push(['+', right]);
      j++;
    }
  }
  return changes;
}

function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i];
      if (row === undefined) continue;
      row[j] =
        a[i] === b[j]
          ? length(table, i + 1, j + 1) + 1
          : Math.max(length(table, i + 1, j), length(table, i, j + 1));
    }
  }
  return table;
}

function length(table: readonly (readonly number[])[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

/** formatChanges writes changes for people, one line each. */
export function formatChanges(changes: readonly Change[]): readonly string[] {
  return changes.map(({ sign, chain, rule }) => `${sign} ${chain}: ${rule}`);
}
