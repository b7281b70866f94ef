import { hostAndPort } from '#lib/ip-address.ts';
import type { MetricsApplication } from '#lib/merged-page.ts';
import { type AddressPolicy, type GuardedClass, refusedClasses } from '../address-policy.ts';

/**
 * metricsApplication is where an application beside a sidecar shows its metrics: on the loopback address, unless another is
 * given.
 */
export function metricsApplication({
  name,
  address = '127.0.0.1',
  port,
  path,
}: {
  readonly name?: string;
  readonly address?: string;
  readonly port: number;
  readonly path: string;
}): MetricsApplication {
  return { name: name ?? hostAndPort(address, port), address, port, path };
}

/**
 * refusedToApplications are the classes of addresses at which no application is scraped: those that nobody may name, except
 * loopback. Applications commonly show their metrics to their own machine alone.
 */
export function refusedToApplications(addresses: Pick<AddressPolicy, 'allowed'>): readonly GuardedClass[] {
  return refusedClasses(addresses).filter(category => category !== 'loopback');
}
