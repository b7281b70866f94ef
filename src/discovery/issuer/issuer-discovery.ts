import type { IssuerWant } from '#model';
import type { Discovery, RefuseAddress } from '../discovery.ts';
import { type LookupOptions, lookUpRepeatedly } from '../lookup-discovery.ts';
import { lookUpIssuer } from './look-up-issuer.ts';

export interface IssuerDiscoveryOptions extends LookupOptions<IssuerWant> {
  readonly refusal: RefuseAddress;
  /** ms after which an issuer that says nothing is given up. */
  readonly timeout?: number;
}

/** createIssuerDiscovery reads what issuers publish of themselves, and reads it again every five minutes. */
export function createIssuerDiscovery({
  refusal,
  timeout = 10_000,
  ...options
}: IssuerDiscoveryOptions): Discovery<IssuerWant> {
  return lookUpRepeatedly<IssuerWant>(options, {
    lookUp: ({ url }, _last, { names, stopped }) => {
      const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeout)]);
      return lookUpIssuer(url, { names, refusal, signal });
    },
  });
}
