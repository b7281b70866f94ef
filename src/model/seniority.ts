import { compareTexts } from '#lib/compare-texts.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';

/** Aged is an object that has an age. `created` is RFC 3339, or '' where none was written. */
export interface Aged {
  readonly origin: ResourceKey;
  readonly created: string;
}

/**
 * bySeniority puts the older first, then goes by name: it decides who wins where only one can (Gateway API, conflicts). What has
 * no creation time (from a file) is as old as any other, so that names decide.
 */
export function bySeniority(a: Aged, b: Aged): number {
  const byAge = a.created === '' || b.created === '' ? 0 : compareTexts(a.created, b.created);
  return byAge || compareTexts(a.origin, b.origin);
}
