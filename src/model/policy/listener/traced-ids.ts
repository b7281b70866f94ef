/** TracedIds is what the id of a request (`x-request-id`) has to do with its trace. */
export interface TracedIds {
  /** A digit of it says whether it is traced, and why. */
  readonly tellsWhy: boolean;
  /** By it is decided whether it is traced, so that all who see it decide alike. */
  readonly decides: boolean;
}
