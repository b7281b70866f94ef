import type { HeaderCondition } from '../header-condition.ts';

/** retriedByDefault is what is tried again where nobody says what: that of which no endpoint can have done anything twice. */
export const retriedByDefault = {
  on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'],
  statuses: [503],
} as const;

/** Retries are further attempts at a request that failed. Times are in milliseconds. */
export interface Retries {
  /** Beside the first attempt; absent is Envoy's default (1). */
  readonly attempts?: number;
  /** What counts as a failure, in Envoy's words (`connect-failure`, `5xx`). */
  readonly on?: readonly string[];
  /** Status codes that do. */
  readonly statuses?: readonly number[];
  readonly perTryTimeout?: number;
  readonly backOff?: { readonly base: number; readonly max?: number };
  /** Pauses as answers ask for them, by the first of these headers; what asks for more than `max` is not heeded. */
  readonly askedBackOff?: {
    readonly headers: readonly { readonly name: string; readonly says: 'seconds' | 'until' }[];
    readonly max?: number;
  };
  /** Requests of which none of these holds are not tried again; none: all are. */
  readonly requests?: readonly HeaderCondition[];
  /** Answers of which one of these holds are failures. */
  readonly answers?: readonly HeaderCondition[];
  /** Who is asked the next time; absent: who was not asked. */
  readonly hosts?: {
    readonly omitsAsked: boolean;
    /** Endpoints with all labels of one of these are left out. */
    readonly omitsLabelled: readonly Readonly<Record<string, string>>[];
    /** How often somebody else is looked for; absent is once. */
    readonly maxTries?: number;
  };
  /** Attempts before the next level of priority is asked. */
  readonly perPriority?: number;
}
