import type { Tracker } from '#graph';
import { normalizeHostname } from '#lib/hostname.ts';
import type { Backend, BackendDiscovery, Endpoint } from '#model';
import type { BackendEndpoint } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { BackendKindContext } from './backend-kind.ts';
import { howResolved, needsResolution, resolvedAddresses } from './resolved-names.ts';
import { serviceEndpoints } from './service-endpoints.ts';
import type { SpokenProtocol } from './upstream-protocol.ts';
import type { WrittenEndpoints } from './written-endpoints.ts';

/** endpointsOf gives the endpoints of a Backend, as far as they are known, each with its protocol. */
export function endpointsOf(
  backend: WrittenEndpoints,
  { plain, versions, older }: Pick<SpokenProtocol, 'plain' | 'versions' | 'older'>,
  context: BackendKindContext,
  track: Tracker,
): Endpoint[] {
  const { endpoints } = backend.spec;
  const { family } = howResolved(backend, context, track);
  const isResolved = needsResolution(backend, context.policy);
  const found = endpoints.map(written => {
    const own =
      written.kind === 'srv' ? serviceEndpoints(written, family, context, track) : writtenOf(written);
    if (plain?.has(written) === true) return own.map(one => ({ ...one, isPlain: true as const }));
    if (older?.has(written) === true) return own.map(one => ({ ...one, isOlder: true as const }));
    const version = versions?.get(written);
    return version === undefined ? own : own.map(one => ({ ...one, version }));
  });
  if (!endpoints.some(e => e.kind === 'srv')) return found.flat();
  const beside = averageWeight(found.flat());
  return found.flatMap((own, i) =>
    endpoints[i]?.kind === 'srv' ? own : own.map(one => ({ ...one, weight: beside })),
  );

  function writtenOf(written: Exclude<BackendEndpoint, { readonly kind: 'srv' }>): Endpoint[] {
    const traits = {
      ...(written.serverName === undefined ? {} : { hostname: written.serverName }),
      ...(written.zone === undefined ? {} : { zone: written.zone }),
      ...(written.weight === undefined ? {} : { weight: written.weight }),
      ...(written.priority === undefined ? {} : { priority: written.priority }),
      ...(written.labels === undefined ? {} : { traits: [written.labels] }),
    };
    switch (written.kind) {
      case 'ip':
        return [{ kind: 'ip', address: written.address, port: written.port, ...traits }];
      case 'unix':
        return [{ kind: 'unix', path: written.path, ...traits }];
      case 'fqdn': {
        const name = normalizeHostname(written.hostname);
        const { port } = written;
        if (!isResolved) return [{ kind: 'fqdn', name, port, ...traits }];
        return resolvedAddresses(written, family, context, track).map(address => {
          return { kind: 'ip', address, port, hostname: name, ...traits };
        });
      }
    }
  }
}

/** An endpoint that is written beside SRV records gets the average weight of their hosts. */
function averageWeight(endpoints: readonly Endpoint[]): number {
  const weights = endpoints.flatMap(({ weight }) => weight ?? []);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return Math.max(1, Math.round(sum / Math.max(1, weights.length)));
}

/** discoveryOf says who finds the addresses of the endpoints: the proxy by DNS, or the control plane. */
export function discoveryOf(written: WrittenEndpoints, policy: AddressPolicy): BackendDiscovery {
  const named = written.spec.endpoints.some(e => e.kind === 'fqdn' || e.kind === 'srv');
  return named && !needsResolution(written, policy) ? 'proxy-dns' : 'assigned';
}

/** namedBy is the backend's hostname where a request has none: that of the first endpoint with one. */
export function namedBy({ endpoints }: WrittenEndpoints['spec']): Pick<Backend, 'hostname'> {
  const [hostname] = endpoints.flatMap(
    e => e.serverName ?? (e.kind === 'fqdn' ? normalizeHostname(e.hostname) : []),
  );
  return hostname === undefined ? {} : { hostname };
}
