/** Connecting says how connections that are passed on reach an endpoint. */
export interface Connecting {
  /** How many attempts are made; absent is one. */
  readonly attempts?: number;
  /** Connections from one address go to one endpoint, where the backend's load balancer keeps equal hashes at one. */
  readonly bySource?: true;
}
