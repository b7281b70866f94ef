import { type Clock, systemClock } from '#graph';
import type { SrvWant } from '#model';
import type { Discovery, OnKnown } from '../discovery.ts';
import { type NamesOptions, openNames } from '../dns/index.ts';
import { RepeatedLookups } from '../repeated-lookups.ts';
import { lookUpService } from './lookup-service.ts';

export interface SrvDiscoveryOptions extends NamesOptions {
  readonly onKnown: OnKnown<SrvWant>;
  /** ms after which a server that says nothing is given up. */
  readonly timeout?: number;
  readonly clock?: Clock;
}

/**
 * createSrvDiscovery finds the hosts and ports that offer a service, and the addresses of those hosts, which Envoy cannot. An
 * answer is told when all of it is known, so that hosts which are replaced go when those that replace them are there.
 */
export function createSrvDiscovery({
  onKnown,
  timeout = 2_000,
  clock = systemClock,
  ...options
}: SrvDiscoveryOptions): Discovery<SrvWant> {
  const stopped = new AbortController();
  const names = openNames(options, () => lookups.askForAll());
  const lookups = new RepeatedLookups<SrvWant>({
    onKnown,
    clock,
    lookUp: ({ name }, last) => lookUpService(name, last, { names, timeout, stopped: stopped.signal }),
  });
  return {
    want: (want, remembered) => lookups.want(want, remembered),
    unwant: want => lookups.unwant(want),
    stop: () => {
      lookups.stop();
      stopped.abort();
      names.close();
    },
  };
}
