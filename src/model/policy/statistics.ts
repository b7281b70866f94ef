/** Statistics are what is counted of a backend beside the usual. */
export interface Statistics {
  /** How large requests and answers are. */
  readonly sizes?: boolean;
  /** What each of its endpoints is sent, by itself. */
  readonly endpoints?: boolean;
}
