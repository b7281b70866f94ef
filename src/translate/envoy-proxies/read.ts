import type { Finding } from '#lib/finding.ts';

/** Mistake is what is left out, and why. */
export type Mistake = Pick<Finding, 'path' | 'message'>;

/** Read is what something written comes to. */
export interface Read<T> {
  readonly value: T;
  readonly mistakes: readonly Mistake[];
}
