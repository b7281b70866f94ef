import type { IssuerWant } from '#model';
import type { Discovery } from '../discovery.ts';
import { type WebDiscoveryOptions, webDiscovery } from '../web/web-discovery.ts';
import { lookUpIssuer } from './look-up-issuer.ts';

/** ms. */
const patience = 10_000;

/** createIssuerDiscovery reads what issuers publish of themselves, and reads it again every five minutes. */
export function createIssuerDiscovery(options: WebDiscoveryOptions<IssuerWant>): Discovery<IssuerWant> {
  return webDiscovery(options, patience, lookUpIssuer);
}
