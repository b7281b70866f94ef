import type { HeaderEdit } from '../http-edits.ts';

/** RequestRate lets so many requests to a rule pass in each interval (milliseconds), in each proxy by itself. */
export interface RequestRate {
  readonly requests: number;
  readonly interval: number;
  /** What the others are answered; absent is 429. */
  readonly status?: number;
  /** Headers of that answer. */
  readonly headers?: HeaderEdit;
}
