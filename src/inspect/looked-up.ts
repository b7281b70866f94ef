import type { Collection } from '#graph';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { type Backend, backendKey } from '#model';
import type { SeenCluster } from '#status';

/** LookedUpName is what a name of a backend led to. */
export interface LookedUpName {
  readonly name: string;
  /** None where it leads nowhere. */
  readonly addresses: readonly string[];
  /** Since when that is so (RFC 3339); absent where it was so before we began. */
  readonly since?: string;
}

/** LookUps is where it is known what names led to. */
export interface LookUps {
  readonly backends: Collection<Backend>;
  readonly seen: (object: ResourceKey) => readonly SeenCluster[];
  readonly lookedUp: (name: string) => LookedUpName | undefined;
}

/** lookedUpNames are the names that a backend is found by, whoever looks them up; one that nobody has told of yet is left out. */
export function lookedUpNames(
  { discovery, endpoints, origin }: Backend,
  { seen, lookedUp }: Omit<LookUps, 'backends'>,
): readonly LookedUpName[] {
  return discovery === 'proxy-dns'
    ? byProxies(origin, endpoints, seen)
    : [...new Set(endpoints.flatMap(e => e.hostname ?? []))].flatMap(name => lookedUp(name) ?? []);
}

/** lookedUpAt is when the last of an object's names came to lead where it leads (RFC 3339). */
export function lookedUpAt(key: ResourceKey, lookUps: LookUps): string | undefined {
  const backend = lookUps.backends.get(backendKey(parseResourceKey(key)));
  const times = backend === undefined ? [] : lookedUpNames(backend, lookUps).flatMap(n => n.since ?? []);
  return times.sort().at(-1);
}

/** Proxies that differ are told of together: an address is of the answer where any of them has it. */
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
