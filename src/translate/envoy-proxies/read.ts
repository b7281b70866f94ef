import type { Finding } from '#lib/finding.ts';

/** Mistake is what is left out, and why. */
export type Mistake = Pick<Finding, 'path' | 'message'>;

/** Read is a setting as read, and the mistakes in it. */
export interface Read<T> {
  readonly value: T;
  readonly mistakes: readonly Mistake[];
}
