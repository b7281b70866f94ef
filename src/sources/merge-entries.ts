import { deepEqual } from '#lib/equal.ts';
import type { Finding } from '#lib/finding.ts';
import type { AnyResource } from '#resources';
import type { Entry } from './source.ts';

/** Held is the entry that one of several sources, known by its name, holds under a key. */
export interface Held {
  readonly name: string;
  readonly entry: Entry;
}

/**
 * winnerOf is the holder whose entry is in force: the first, in order of precedence, with a usable version; else the first
 * of all.
 */
export function winnerOf<H extends Held>(holders: readonly H[]): H | undefined {
  return holders.find(({ entry }) => entry.resource !== undefined) ?? holders[0];
}

/** mergeEntries is the entry in force under a key that several sources may hold, with the findings of all of them. */
export function mergeEntries(holders: readonly Held[]): Entry | undefined {
  const winner = winnerOf(holders);
  if (winner === undefined || holders.length === 1) return winner?.entry;
  const findings = holders.flatMap(held => [...held.entry.findings, ...shadowed(held, winner)]);
  return { ...winner.entry, findings };
}

function shadowed({ name, entry }: Held, winner: Held): readonly Finding[] {
  const [mine, theirs] = [entry.resource, winner.entry.resource];
  if (mine === undefined || theirs === undefined || sayTheSame(mine, theirs)) return [];
  return [
    {
      severity: 'error',
      reason: 'Duplicate',
      message: `is in ${name} too, and differs there: what ${winner.name} says is in force; remove one of them`,
      path: '',
      ref: mine.ref,
    },
  ];
}

/** Compares what the authors wrote, without what servers add (uid, generation, times). */
function sayTheSame(a: AnyResource, b: AnyResource): boolean {
  return (
    deepEqual(a.spec, b.spec) &&
    deepEqual(a.metadata.labels, b.metadata.labels) &&
    deepEqual(a.metadata.annotations, b.metadata.annotations)
  );
}
