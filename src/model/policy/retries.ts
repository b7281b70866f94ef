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
  /** Attempts before the next level of priority is asked. */
  readonly perPriority?: number;
}
