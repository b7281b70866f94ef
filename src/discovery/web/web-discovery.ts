import type { Want } from '#model';
import type { Discovery, RefuseAddress } from '../discovery.ts';
import { type LookupOptions, lookUpRepeatedly } from '../lookup-discovery.ts';
import type { Lookup } from '../repeated-lookups.ts';
import { withinTime } from '../within-time.ts';
import type { Asking } from './asked-address.ts';

/** WebDiscoveryOptions are the options of a discovery that asks hosts on the web. */
export interface WebDiscoveryOptions<W extends Want> extends LookupOptions<W> {
  readonly refusal: RefuseAddress;
  /** ms after which a host is given up that is silent, or does not finish. */
  readonly timeout?: number;
}

/**
 * webDiscovery asks with `lookUp`, every five minutes. It waits for `patience` (ms) at most, unless the options set another
 * timeout.
 */
export function webDiscovery<W extends Want>(
  { refusal, timeout, ...options }: WebDiscoveryOptions<W>,
  patience: number,
  lookUp: (want: W, asking: Asking) => Promise<Lookup<W>>,
): Discovery<W> {
  return lookUpRepeatedly<W>(options, {
    lookUp: (want, _last, { names, stopped }) =>
      withinTime(timeout ?? patience, stopped, signal => lookUp(want, { names, refusal, signal })),
  });
}
