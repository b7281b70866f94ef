import { type Clock, systemClock } from '#graph';
import type { DnsWant } from '#model';
import type { Discovery, OnKnown } from '../discovery.ts';
import { RepeatedLookups } from '../repeated-lookups.ts';
import { type NamesOptions, openNames } from './names.ts';

export interface DnsDiscoveryOptions extends NamesOptions {
  readonly onKnown: OnKnown<DnsWant>;
  readonly clock?: Clock;
}

/** createDnsDiscovery resolves the names that Envoy cannot resolve itself, A and AAAA. A change of the hosts file is noticed. */
export function createDnsDiscovery({
  onKnown,
  clock = systemClock,
  ...options
}: DnsDiscoveryOptions): Discovery<DnsWant> {
  const names = openNames(options, () => lookups.askForAll());
  const lookups = new RepeatedLookups<DnsWant>({
    onKnown,
    clock,
    atHand: ({ name }) => names.atHand(name),
    lookUp: ({ name }) => names.lookUp(name),
  });
  return {
    want: (want, remembered) => lookups.want(want, remembered),
    unwant: want => lookups.unwant(want),
    stop: () => {
      lookups.stop();
      names.close();
    },
  };
}
