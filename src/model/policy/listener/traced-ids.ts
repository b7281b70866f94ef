/** TracedIds says how the id of a request (`x-request-id`) relates to its trace. */
export interface TracedIds {
  /** A digit of the id says whether the request is traced, and why. */
  readonly tellsWhy: boolean;
  /** The id decides whether the request is traced, so that all who see it decide alike. */
  readonly decides: boolean;
}
