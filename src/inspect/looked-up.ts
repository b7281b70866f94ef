import type { Collection } from '#graph';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { type Backend, backendKey } from '#model';
import type { SeenCluster } from '#status';

/** LookedUpName is the addresses to which a backend's name resolved. */
export interface LookedUpName {
  readonly name: string;
  /** Empty where it resolves to nothing. */
  readonly addresses: readonly string[];
  /** Since when it resolves to these (RFC 3339); absent where it did before we began. */
  readonly since?: string;
}

/** LookUps is where resolved names are known. */
export interface LookUps {
  readonly backends: Collection<Backend>;
  readonly seen: (object: ResourceKey) => readonly SeenCluster[];
  readonly lookedUp: (name: string) => LookedUpName | undefined;
}

/**
 * lookedUpNames returns the names of a backend with their addresses, whether proxies or the control plane resolve them; names
 * without any result yet are left out.
 */
export function lookedUpNames(
  { discovery, endpoints, origin }: Backend,
  { seen, lookedUp }: Omit<LookUps, 'backends'>,
): readonly LookedUpName[] {
  return discovery === 'proxy-dns'
    ? byProxies(origin, endpoints, seen)
    : [...new Set(endpoints.flatMap(e => e.hostname ?? []))].flatMap(name => lookedUp(name) ?? []);
}

/** lookedUpAt is when the last of an object's names began to resolve to its present addresses (RFC 3339). */
export function lookedUpAt(key: ResourceKey, lookUps: LookUps): string | undefined {
  const backend = lookUps.backends.get(backendKey(parseResourceKey(key)));
  const times = backend === undefined ? [] : lookedUpNames(backend, lookUps).flatMap(n => n.since ?? []);
  return times.sort().at(-1);
}

/** Merges the reports of proxies: an address counts if any of them has it. */
function byProxies(
  origin: ResourceKey,
  endpoints: Backend['endpoints'],
  seen: LookUps['seen'],
): readonly LookedUpName[] {
  const reports = seen(origin).flatMap(cluster => cluster.reports);
  if (reports.length === 0) return [];
  const found = reports.flatMap(report => report.endpoints);
  return endpoints.flatMap(endpoint => {
    if (endpoint.kind !== 'fqdn') return [];
    const goesBy = endpoint.hostname ?? endpoint.name;
    const here = found.filter(({ name }) => name === goesBy);
    const addresses = [...new Set(here.map(({ address }) => address))].sort();
    if (here.length === 0) return [{ name: endpoint.name, addresses }];
    const since = new Date(Math.max(...here.map(({ foundAt }) => foundAt))).toISOString();
    return [{ name: endpoint.name, addresses, since }];
  });
}
