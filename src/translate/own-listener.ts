import { addressMatcher, categoryOfAddress } from '#lib/ip-address.ts';

/** OwnListener is where the control plane itself listens: an address that leads there is no backend, however it is written. */
export interface OwnListener {
  readonly port: number;
  /** Whether connecting to this address, at `port`, reaches it. */
  reachedBy(address: string): boolean;
}

/** OwnAddresses are the addresses of a listener; `loopback` stands for all that mean the machine itself. */
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
