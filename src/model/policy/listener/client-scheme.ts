/** ClientScheme says which scheme (`:scheme`) backends are told. */
export interface ClientScheme {
  /** Whether it is the scheme in which the backend is spoken to, instead of the client's. */
  readonly matchesBackend: boolean;
}
