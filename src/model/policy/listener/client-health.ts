/** ClientHealth: the proxy itself answers requests for `path`, so that whoever asks knows that it is up. */
export interface ClientHealth {
  readonly path: string;
}
