import type { IssuerWant } from '#model';
import type { Discovery } from '../discovery.ts';
import { type WebDiscoveryOptions, webDiscovery } from '../web/web-discovery.ts';
import { lookUpIssuer } from './look-up-issuer.ts';

/** Timeout in ms. */
const patience = 10_000;

/** createIssuerDiscovery reads what issuers publish about themselves, every five minutes. */
export function createIssuerDiscovery(options: WebDiscoveryOptions<IssuerWant>): Discovery<IssuerWant> {
  return webDiscovery(options, patience, lookUpIssuer);
}
