/** Connecting is how connections that are passed on reach somebody. */
export interface Connecting {
  /** How often it is tried; absent is once. */
  readonly attempts?: number;
  /** Connections from one address are kept with one endpoint, where who they go to keeps what hashes alike with one. */
  readonly bySource?: true;
}
