interface Upgrade {
  readonly websocket?: { readonly enabled: boolean };
  readonly connect?: { readonly enabled: boolean };
}

/** protocolsOf gives the protocols that connections may be upgraded to: websocket is one, unless an entry disables it. */
export function protocolsOf(written: readonly Upgrade[]): readonly string[] {
  const isOff = written.some(({ websocket }) => websocket?.enabled === false);
  const connects = written.some(({ connect }) => connect?.enabled === true);
  return [...(isOff ? [] : ['websocket']), ...(connects ? ['connect'] : [])];
}
