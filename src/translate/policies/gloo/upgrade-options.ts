interface Upgrade {
  readonly websocket?: { readonly enabled: boolean };
  readonly connect?: { readonly enabled: boolean };
}

/** protocolsOf are those that connections may be turned to: websocket may be, unless an entry says otherwise. */
export function protocolsOf(written: readonly Upgrade[]): readonly string[] {
  const isOff = written.some(({ websocket }) => websocket?.enabled === false);
  const connects = written.some(({ connect }) => connect?.enabled === true);
  return [...(isOff ? [] : ['websocket']), ...(connects ? ['connect'] : [])];
}
