import { addressMatcher, categoryOfAddress } from '#lib/ip-address.ts';

/** OwnListener is where the control plane itself listens: what stands there is no backend, however it is spelled. */
export interface OwnListener {
  readonly port: number;
  /** Whether connecting to this address, at `port`, reaches it. */
  reachedBy(address: string): boolean;
}

/** OwnAddresses are those by which a listener is reached, `loopback` standing for all that mean the machine itself. */
export interface OwnAddresses {
  readonly loopback: boolean;
  readonly others: readonly string[];
}

export function ownListener(port: number, { loopback, others }: OwnAddresses): OwnListener {
  const isOther = addressMatcher(others);
  return {
    port,
    reachedBy: address => {
      const category = categoryOfAddress(address);
      // Linux connects the unspecified address to loopback.
      if (category === 'loopback' || category === 'unspecified') return loopback;
      return isOther(address);
    },
  };
}
