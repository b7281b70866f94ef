/** Leadership tells whether this replica is the one that writes; the others only read and serve. */
export interface Leadership {
  readonly holds: boolean;
  /** Calls back whenever leadership is won or lost; the returned function unsubscribes. */
  subscribe(listener: () => void): () => void;
}
