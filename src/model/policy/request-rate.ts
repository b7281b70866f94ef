import type { HeaderEdit } from '../http-edits.ts';

/** RequestRate lets so many requests to a rule pass in each interval (milliseconds), in each proxy by itself. */
export interface RequestRate {
  readonly requests: number;
  readonly interval: number;
  /** So many at once, where some were left of intervals before; absent: as many as in one. */
  readonly burst?: number;
  /** How many in a hundred are counted, and of those that are too many turned away; absent: all. */
  readonly considered?: number;
  readonly enforced?: number;
  /** What the others are answered; absent is 429. */
  readonly status?: number;
  /** Headers of that answer. */
  readonly headers?: HeaderEdit;
}
