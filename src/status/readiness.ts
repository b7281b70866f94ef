import type { Collection, Graph, Index } from '#graph';
import { deepEqual } from '#lib/equal.ts';
import { groupBy } from '#lib/group-by.ts';
import { hostAndPort } from '#lib/ip-address.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Backend, ClusterHealth, Endpoint, EndpointCount, EndpointHealth, WatchedCluster } from '#model';

/** HealthInputs is what is known of endpoints while something runs. */
export interface HealthInputs {
  readonly watched: Collection<WatchedCluster>;
  /** What proxies tell of clusters. */
  readonly reported: Collection<ClusterHealth>;
  /** Backends that are reached, by BackendKey. */
  readonly backends: Collection<Backend>;
}

/** EndpointCounts counts the endpoints of a backend: `unresolved` are names that led to no address. */
export interface EndpointCounts {
  readonly healthy: number;
  readonly unhealthy: number;
  readonly unresolved: number;
}

/** Readiness says whether a backend has an endpoint to send requests to. */
export interface Readiness {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  /** Absent while no proxy reports any. */
  readonly counts?: EndpointCounts;
}

/** SeenCluster is a watched cluster, and what proxies tell of it. */
export interface SeenCluster extends WatchedCluster {
  readonly reports: readonly ClusterHealth[];
}

/** DerivedReadiness is by the ResourceKey of what backends are made from; it holds only objects of which a cluster is watched. */
export interface DerivedReadiness {
  readonly readiness: Collection<Readiness>;
  /** What an object's readiness is made from, looked up when asked. */
  seen(object: ResourceKey): readonly SeenCluster[];
}

/** deriveReadiness derives the readiness of backends from what proxies tell of their endpoints. */
export function deriveReadiness(graph: Graph, inputs: HealthInputs): DerivedReadiness {
  const told = graph.index('status/health-by-cluster', inputs.reported, ({ cluster }) => [cluster]);
  const byOrigin: Index<WatchedCluster> = graph.index(
    'status/watched-by-origin',
    inputs.watched,
    ({ origin }) => [origin],
  );
  const readiness = graph.group<WatchedCluster, Readiness>(
    'status/readiness',
    byOrigin,
    (_, clusters, track) => {
      const seen = clusters.flatMap(cluster => track.fetchAll(told, cluster.cluster));
      const written = new Map<string, Backend>();
      for (const { backend: key } of clusters) {
        const backend = track.fetch(inputs.backends, key);
        if (backend !== undefined) written.set(key, backend);
      }
      return readinessOf(clusters, [...written.values()], seen);
    },
  );
  return {
    readiness,
    seen: object =>
      byOrigin.lookup(object).map(cluster => ({ ...cluster, reports: told.lookup(cluster.cluster) })),
  };
}

function readinessOf(
  clusters: readonly WatchedCluster[],
  backends: readonly Backend[],
  told: readonly ClusterHealth[],
): Readiness {
  const endpoints = backends.flatMap(backend => backend.endpoints);
  if (endpoints.length === 0) {
    const counts = { healthy: 0, unhealthy: 0, unresolved: 0 };
    return { status: 'False', reason: 'NoEndpoints', message: 'It has no endpoint', counts };
  }
  const isChecked = clusters.some(({ watchedBy }) => watchedBy !== 'nobody');
  const [first, ...others] = viewsOf(told, endpoints);
  if (first === undefined) {
    const whose = isChecked ? 'how its endpoints are' : 'what its names lead to';
    return { status: 'Unknown', reason: 'NotReported', message: `No proxy tells ${whose}` };
  }
  const views = [first, ...others];
  const worst = views.reduce((a, b) => (b.healthy < a.healthy ? b : a));
  const seenBy = views.filter(view => deepEqual(view, worst)).length;
  const whose = views.length === 1 ? '' : `, as ${seenBy} of ${views.length} proxies see it`;
  const { healthy, unhealthy, unresolved } = worst;
  return {
    ...verdict(worst, views),
    message: `${words(worst, isChecked)}${whose}`,
    counts: { healthy, unhealthy, unresolved },
  };
}

/** View is the endpoints as one proxy sees them. `wrong` says in words, sorted, what is wrong with each that the proxy names. */
interface View extends EndpointCounts {
  readonly wrong: readonly string[];
}

function viewsOf(told: readonly ClusterHealth[], endpoints: readonly Endpoint[]): readonly View[] {
  const written = new Set(endpoints.flatMap(e => (e.kind === 'fqdn' ? [] : [addressOf(e)])));
  const names = new Map(endpoints.flatMap(e => (e.kind === 'fqdn' ? [[e.hostname ?? e.name, e.name]] : [])));
  return [...groupBy(told, ({ proxy }) => proxy).values()].map(
    reports =>
      countedView(
        reports.flatMap(({ counted }) => counted ?? []),
        names,
      ) ??
      viewOf(
        reports.flatMap(one => one.endpoints),
        written,
        names,
      ),
  );
}

/**
 * Of several clusters of a backend, the one with the fewest healthy endpoints counts. Counts do not say which names led to
 * an address: names count as unresolved only where there is no endpoint at all.
 */
function countedView(
  [first, ...others]: readonly EndpointCount[],
  names: ReadonlyMap<string, string>,
): View | undefined {
  if (first === undefined) return undefined;
  const { total, healthy } = others.reduce((a, b) => (b.healthy < a.healthy ? b : a), first);
  const unresolved = total === 0 ? [...new Set(names.values())].sort() : [];
  return {
    ...{ healthy, unhealthy: total - healthy, unresolved: unresolved.length },
    wrong: unresolved.map(leadsNowhere),
  };
}

function leadsNowhere(name: string): string {
  return `${name} leads to no address`;
}

/** An endpoint that is out of use in one of several clusters of a backend is unhealthy: some requests do not reach it. */
function viewOf(
  seen: readonly EndpointHealth[],
  written: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): View {
  const healthy = new Set<string>();
  const unhealthy = new Map<string, string>();
  const resolved = new Set<string>();
  for (const endpoint of seen) {
    const { address, name = '', state } = endpoint;
    const lookedUp = names.get(name);
    if (lookedUp !== undefined) resolved.add(lookedUp);
    // An address that is no longer written does not count: the proxy has not yet been told to forget it.
    else if (!written.has(address)) continue;
    if (state === 'healthy') healthy.add(address);
    else unhealthy.set(address, `${address} ${stateWords(endpoint)}`);
  }
  const unresolved = [...new Set(names.values())].filter(name => !resolved.has(name)).sort();
  return {
    healthy: [...healthy].filter(address => !unhealthy.has(address)).length,
    unhealthy: unhealthy.size,
    unresolved: unresolved.length,
    wrong: [...[...unhealthy.values()].sort(), ...unresolved.map(leadsNowhere)],
  };
}

function verdict(
  { healthy, unhealthy, unresolved }: View,
  views: readonly View[],
): Pick<Readiness, 'status' | 'reason'> {
  if (healthy > 0) {
    const isWhole = unhealthy === 0 && unresolved === 0;
    return { status: 'True', reason: isWhole ? 'EndpointsReady' : 'SomeEndpointsReady' };
  }
  if (views.some(view => view.healthy > 0)) return { status: 'False', reason: 'ProxiesDiffer' };
  return { status: 'False', reason: unhealthy === 0 ? 'Unresolved' : 'NoHealthyEndpoints' };
}

const named = 3;

function words({ healthy, unhealthy, unresolved, wrong }: View, isChecked: boolean): string {
  const total = healthy + unhealthy + unresolved;
  const more = wrong.length > named ? `, and ${wrong.length - named} more` : '';
  const count = isChecked
    ? `${healthy} of ${total} endpoint${total === 1 ? '' : 's'} healthy`
    : `${healthy} address${healthy === 1 ? '' : 'es'} found, which nobody checks`;
  return wrong.length === 0 ? count : `${count}: ${wrong.slice(0, named).join(', ')}${more}`;
}

/** stateWords says how an endpoint is, and why. */
export function stateWords({ state, why }: Pick<EndpointHealth, 'state' | 'why'>): string {
  const because = why === undefined ? '' : ` (${why})`;
  switch (state) {
    case 'healthy':
      return 'is healthy';
    case 'pending':
      return 'was not checked yet';
    case 'unhealthy':
      return `fails its health check${because}`;
    case 'ejected':
      return `failed requests and is left out for a while${because}`;
  }
}

/** The endpoint's address in Envoy's spelling, which has one form for each address. */
function addressOf(endpoint: Exclude<Endpoint, { kind: 'fqdn' }>): string {
  if (endpoint.kind === 'unix') return endpoint.path;
  const { address, port } = endpoint;
  return address.includes(':')
    ? `${new URL(`http://[${address}]`).hostname}:${port}`
    : hostAndPort(address, port);
}
