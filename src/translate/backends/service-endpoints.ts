import type { Tracker } from '#graph';
import { greatestCommonDivisor } from '#lib/greatest-common-divisor.ts';
import type { Endpoint, Resolution } from '#model';
import type { BackendEndpoint } from '#resources';
import type { BackendKindContext } from './backend-kind.ts';
import { targetsOf, usable } from './resolved-names.ts';

type WrittenService = Extract<BackendEndpoint, { readonly kind: 'srv' }>;

/**
 * serviceEndpoints gives the addresses of the hosts that offer a service, by its SRV records (RFC 2782): their port, their
 * weight, which the addresses of a host share, and their priority, of which the lowest becomes 0.
 */
export function serviceEndpoints(
  written: WrittenService,
  family: Resolution['family'],
  context: BackendKindContext,
  track: Tracker,
): readonly Endpoint[] {
  const targets = targetsOf(written, context, track).flatMap(target => {
    const addresses = usable(target.addresses, target.port, family, context);
    return addresses.length === 0 ? [] : [{ ...target, addresses }];
  });
  const priorities = [...new Set(targets.map(({ priority }) => priority))].sort((a, b) => a - b);
  const parts = targets.map(({ addresses }) => addresses.length).reduce(partsOf, 1);
  return targets.flatMap(({ name, port, priority, weight, addresses }) =>
    addresses.map(address => ({
      kind: 'ip' as const,
      address,
      port,
      hostname: written.serverName ?? name,
      ...(written.zone === undefined ? {} : { zone: written.zone }),
      ...(priority === priorities[0] ? {} : { priority: priorities.indexOf(priority) }),
      // A weight of 0 means hardly any traffic, not none: where all have it, they share equally.
      weight: Math.max(1, Math.round((weight * parts) / addresses.length)),
    })),
  );
}

/** The most parts into which each weight is cut, so that each address of a host gets a whole number; more might overflow. */
const mostParts = 12;

function partsOf(a: number, b: number): number {
  return Math.min(mostParts, (a * b) / greatestCommonDivisor(a, b));
}
