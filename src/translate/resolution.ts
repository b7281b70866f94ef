import type { Resolution } from '#model';
import type { Dns } from '#resources';

const families = {
  IPv4: 'v4',
  IPv6: 'v6',
  IPv4Preferred: 'v4-preferred',
  IPv6Preferred: 'v6-preferred',
  IPv4AndIPv6: 'both',
} as const;

/** resolutionOf reads Envoy Gateway's DNS settings, of a Backend as of a policy. */
export function resolutionOf(written: Dns): Resolution {
  const { dnsRefreshRate: refresh, respectDnsTtl: respectTtl, lookupFamily, failureRefresh, type } = written;
  return {
    ...(refresh === undefined ? {} : { refresh }),
    ...(respectTtl === undefined ? {} : { respectTtl }),
    ...(lookupFamily === undefined ? {} : { family: families[lookupFamily] }),
    ...(failureRefresh === undefined
      ? {}
      : {
          failure: {
            base: failureRefresh.baseInterval,
            max: failureRefresh.maxInterval ?? 10 * failureRefresh.baseInterval,
          },
        }),
    ...(type === undefined ? {} : { kind: type === 'Logical' ? 'logical' : 'strict' }),
  };
}
