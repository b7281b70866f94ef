/** Leadership tells whether this is the one of several replicas that writes; the others read and serve. */
export interface Leadership {
  readonly holds: boolean;
  /** Calls back whenever it is won or lost; what is given back ends that. */
  subscribe(listener: () => void): () => void;
}
