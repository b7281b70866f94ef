import type { SrvWant } from '#model';
import type { Discovery } from '../discovery.ts';
import { type LookupOptions, lookUpRepeatedly } from '../lookup-discovery.ts';
import { lookUpService } from './lookup-service.ts';

export interface SrvDiscoveryOptions extends LookupOptions<SrvWant> {
  /** ms after which a server that says nothing is given up. */
  readonly timeout?: number;
}

/**
 * createSrvDiscovery finds the hosts and ports that offer a service, and the addresses of those hosts, which Envoy cannot
 * do. An answer is reported when all of it is known, so that replaced hosts go only when their replacements are there.
 */
export function createSrvDiscovery({ timeout = 2_000, ...options }: SrvDiscoveryOptions): Discovery<SrvWant> {
  return lookUpRepeatedly<SrvWant>(options, {
    lookUp: ({ name }, last, by) => lookUpService(name, last, { ...by, timeout }),
  });
}
