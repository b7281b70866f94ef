/** Statistics are statistics of a backend beyond the default ones. */
export interface Statistics {
  /** Sizes of requests and answers. */
  readonly sizes?: boolean;
  /** Statistics of each endpoint by itself. */
  readonly endpoints?: boolean;
}
