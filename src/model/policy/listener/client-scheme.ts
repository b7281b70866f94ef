/** ClientScheme is what backends are told of how a client came (`:scheme`). */
export interface ClientScheme {
  /** Whether they are told how they themselves are spoken to. */
  readonly matchesBackend: boolean;
}
