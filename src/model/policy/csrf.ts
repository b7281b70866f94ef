import type { TextPattern } from './text-pattern.ts';

/**
 * Csrf turns away requests that change something and come from a page of another site than the one that they go to. Shares are in
 * a million.
 */
export interface Csrf {
  /** Hosts (with a port, where it is an unusual one) whose pages may send them too; `*.` stands for any labels. */
  readonly hosts: readonly string[];
  /** And those whose hosts look like one of these. */
  readonly patterns?: readonly TextPattern[];
  /** Of how many requests it is asked; absent: of all. */
  readonly enforced?: number;
  /** Of how many of the others it is counted that they would be turned away; absent: of none. */
  readonly counted?: number;
}
