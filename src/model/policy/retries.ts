import type { HeaderCondition } from '../header-condition.ts';

/** retriedByDefault says what is retried where nobody says so: failures after which no endpoint can have done anything twice. */
export const retriedByDefault = {
  on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'],
  statuses: [503],
} as const;

/** Retries are further attempts at a request that failed. Times are in milliseconds. */
export interface Retries {
  /** How many, besides the first attempt; absent is Envoy's default (1). */
  readonly attempts?: number;
  /** Which failures are retried, in Envoy's terms (`connect-failure`, `5xx`). */
  readonly on?: readonly string[];
  /** Status codes that are retried. */
  readonly statuses?: readonly number[];
  readonly perTryTimeout?: number;
  readonly backOff?: { readonly base: number; readonly max?: number };
  /** Pauses that answers ask for, by the first of these headers; more than `max` is ignored. */
  readonly askedBackOff?: {
    readonly headers: readonly { readonly name: string; readonly says: 'seconds' | 'until' }[];
    readonly max?: number;
  };
  /** Only requests that meet one of these conditions are retried; empty: all. */
  readonly requests?: readonly HeaderCondition[];
  /** Answers that meet one of these conditions are retried. */
  readonly answers?: readonly HeaderCondition[];
  /** Which endpoint the next attempt goes to; absent: one that was not tried yet. */
  readonly hosts?: {
    readonly omitsAsked: boolean;
    /** Endpoints that have all labels of one of these are not tried again. */
    readonly omitsLabelled: readonly Readonly<Record<string, string>>[];
    /** How often another endpoint is looked for; absent is once. */
    readonly maxTries?: number;
  };
  /** The number of attempts before the next priority is tried. */
  readonly perPriority?: number;
}
