import type { Tracker } from '#graph';
import { greatestCommonDivisor } from '#lib/greatest-common-divisor.ts';
import type { Endpoint, Resolution } from '#model';
import type { BackendEndpoint } from '#resources';
import type { BackendKindContext } from './backend-kind.ts';
import { targetsOf, usable } from './resolved-names.ts';

type WrittenService = Extract<BackendEndpoint, { readonly kind: 'srv' }>;

/**
 * serviceEndpoints are the addresses of the hosts that offer a service, by what its SRV records say (RFC 2782): its port, its
 * weight, shared by its addresses, and its priority, of which the lowest is 0 here.
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
      // A weight of 0 is next to nothing, not nothing: where all have it, they share alike.
      weight: Math.max(1, Math.round((weight * parts) / addresses.length)),
    })),
  );
}

/** Into so many parts each weight is cut, that hosts of several addresses get whole ones; not so many that they overflow. */
const mostParts = 12;

function partsOf(a: number, b: number): number {
  return Math.min(mostParts, (a * b) / greatestCommonDivisor(a, b));
}
