/** ClientHealth: the proxy itself answers requests for `path`, so that a prober learns that it is up. */
export interface ClientHealth {
  readonly path: string;
}
