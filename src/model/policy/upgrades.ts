/**
 * Upgrades are the protocols to which a request may upgrade its connection (`websocket`), in lower case. Others are not allowed.
 */
export interface Upgrades {
  readonly protocols: readonly string[];
  /** CONNECT ends here, and the bytes of its tunnel go to the backend as they are. */
  readonly endsConnect?: true;
}
