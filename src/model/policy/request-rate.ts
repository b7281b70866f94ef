import type { HeaderEdit } from '../http-edits.ts';

/** RequestRate lets so many requests to a rule pass in each interval (milliseconds), in each proxy separately. */
export interface RequestRate {
  readonly requests: number;
  readonly interval: number;
  /** The most that pass at once after a quiet time; absent: as many as in one interval. */
  readonly burst?: number;
  /** The percentage of requests that are counted, and the percentage of those over the limit that are rejected; absent: all. */
  readonly considered?: number;
  readonly enforced?: number;
  /** The status of rejected requests; absent is 429. */
  readonly status?: number;
  /** Headers of those answers. */
  readonly headers?: HeaderEdit;
}
