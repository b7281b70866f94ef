import { type Clock, systemClock } from '#graph';
import type { IssuerWant } from '#model';
import type { Discovery, OnKnown, RefuseAddress } from '../discovery.ts';
import { type NamesOptions, openNames } from '../dns/index.ts';
import { RepeatedLookups } from '../repeated-lookups.ts';
import { lookUpIssuer } from './look-up-issuer.ts';

export interface IssuerDiscoveryOptions extends NamesOptions {
  readonly onKnown: OnKnown<IssuerWant>;
  readonly refusal: RefuseAddress;
  /** ms after which an issuer that says nothing is given up. */
  readonly timeout?: number;
  readonly clock?: Clock;
}

/** createIssuerDiscovery reads what issuers publish of themselves, and reads it again every five minutes. */
export function createIssuerDiscovery({
  onKnown,
  refusal,
  timeout = 10_000,
  clock = systemClock,
  ...options
}: IssuerDiscoveryOptions): Discovery<IssuerWant> {
  const stopped = new AbortController();
  const names = openNames(options, () => lookups.askForAll());
  const lookups = new RepeatedLookups<IssuerWant>({
    onKnown,
    clock,
    lookUp: ({ url }) => {
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(timeout)]);
      return lookUpIssuer(url, { names, refusal, signal });
    },
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
