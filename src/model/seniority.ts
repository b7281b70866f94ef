import type { ResourceKey } from '#lib/resource-ref.ts';

/** Aged is what seniority goes by. `created` is RFC 3339, or '' where none was written. */
export interface Aged {
  readonly origin: ResourceKey;
  readonly created: string;
}

/**
 * bySeniority puts the older first, then goes by name: who wins where only one can (Gateway API, conflicts). What has no
 * time of creation (from a file) is as old as any other: names decide.
 */
export function bySeniority(a: Aged, b: Aged): number {
  const byAge = a.created === '' || b.created === '' ? 0 : compare(a.created, b.created);
  return byAge || compare(a.origin, b.origin);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
