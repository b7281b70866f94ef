/** Upgrades are the protocols that a connection may be turned to by a request (`websocket`), in lower case. No other may be. */
export interface Upgrades {
  readonly protocols: readonly string[];
  /** CONNECT ends here, and what is sent through it goes to the backend as it is. */
  readonly endsConnect?: true;
}
