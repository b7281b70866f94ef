import type { TextPattern } from './text-pattern.ts';

/**
 * Csrf rejects requests that change something and come from a page of another site than the one that they go to. Shares are in a
 * million.
 */
export interface Csrf {
  /** Hosts (with their port, where it is not the default) whose pages may send such requests too; `*.` stands for any labels. */
  readonly hosts: readonly string[];
  /** Further hosts, by pattern. */
  readonly patterns?: readonly TextPattern[];
  /** The share of requests that are checked; absent: all. */
  readonly enforced?: number;
  /** The share of the other requests for which it is only counted whether they would be rejected; absent: none. */
  readonly counted?: number;
}
