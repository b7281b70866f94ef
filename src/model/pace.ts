/** Pace says how often it is looked up again. Times are in milliseconds. */
export interface Pace {
  /** The time between two lookups, where no time to live sets it. */
  readonly refresh?: number;
  /** Whether the time to live of the answer sets that time. Absent is yes. */
  readonly respectTtl?: boolean;
  /** The time between two tries after a failure: doubled each time, up to `max`. */
  readonly failure?: { readonly base: number; readonly max: number };
}
