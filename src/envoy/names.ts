import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import {
  type Backend,
  type BackendUse,
  backendKey,
  type Capture,
  captureName,
  captureSetName,
  type DirectEndpoint,
  type Gateway,
  type Hostname,
  type IpFamilies,
  type ListenerName,
  type ProxyId,
  placeOfListener,
  type RouteTable,
  type Side,
  subsetName,
} from '#model';

// Every xDS name is made here and nowhere else. Names are identities: they say whose a resource is, never where in a list
// it stood, so that reordering rules or renaming a route keeps every cluster.

/** clusterName: one cluster per backend and how it is used, shared by all routes and proxies. */
export function clusterName(use: BackendUse): string {
  return withoutDots(useName(use));
}

/**
 * clusterKey is what a cluster is known by here, and an assignment that is its own: one for each standing of who uses a backend. All
 * go out by one name, so that where that changes, or what is asked of it, a proxy keeps its connections.
 */
export function clusterKey(use: BackendUse): string {
  return use.standing === undefined ? clusterName(use) : [clusterName(use), use.standing].join('\n');
}

/**
 * withoutDots is a name by which statistics can be told apart: Envoy ends the name of a cluster or a listener in them at its first
 * dot. No name that anybody writes holds a `~`.
 */
export function withoutDots(name: string): string {
  return name.replaceAll('.', '~');
}

function useName(use: BackendUse): string {
  const { backend, protocol, policies = [], failover, isWatched, subset, shared } = use;
  const shapes = policies.map(key => backendKey(parseResourceKey(key)));
  if (shared !== undefined)
    return ['shared', backendKey(parseResourceKey(shared.by)), protocol, ...shapes].join('/');
  if (failover !== undefined && failover.length > 0) return failoverName(use, failover);
  const meant = subset === undefined ? [] : [subsetName(subset)];
  return [backend, protocol, ...shapes, ...meant, ...(isWatched === true ? ['watched'] : [])].join('/');
}

/** What takes over from each other is named by its members, in their order; the name must not outgrow what xDS can ask for. */
function failoverName(use: BackendUse, failover: readonly BackendUse[]): string {
  const { failover: _, ...first } = use;
  const rest = failover.map(clusterName).join('>');
  return `failover/${clusterName(first)}>${rest.length <= longestRest ? rest : hashBytes(rest)}`;
}

const longestRest = 1024;

/** olderName is where endpoints of a use are spoken to in HTTP/1.1: a listener within Envoy, and the cluster behind it. */
export function olderName(use: BackendUse): string {
  return [clusterName(use), 'older'].join('/');
}

/** assignmentName: one ClusterLoadAssignment per backend, however it is used: that of the cluster which nothing shapes. */
export function assignmentName({ key, protocol }: Pick<Backend, 'key' | 'protocol'>): string {
  return clusterName({ backend: key, protocol });
}

/** A cluster that never exists: its share of a weighted rule is answered with 500. */
export const invalidClusterName = 'invalid-backend';

/** listenerName: all listeners of a gateway on one port are one Envoy listener. */
export function listenerName({ id, sentAs = id }: Pick<Gateway, 'id' | 'sentAs'>, port: number): string {
  return [sentAs, port].join('/');
}

/** itself is one of those that go out by one name, by its own: what is made of it is known by here (`XdsResource.key`). */
export function itself<T extends Pick<Gateway, 'sentAs'>>(one: T): Omit<T, 'sentAs'> {
  const { sentAs: _, ...own } = one;
  return own;
}

/** udpListenerName: a port of UDP is another than that of TCP. */
export function udpListenerName(proxy: ProxyId, port: number): string {
  return [proxy, port, 'udp'].join('/');
}

/** quicListenerName: HTTP/3 comes to a port of UDP, beside that of TCP. */
export function quicListenerName(proxy: ProxyId, port: number): string {
  return [proxy, port, 'quic'].join('/');
}

/** mutualChainName is the chain of an inbound that is called over TLS of the mesh, where it has others beside it. */
export function mutualChainName(chain: string): string {
  return [chain, 'mesh'].join('/');
}

/** passedChainName is the chain by which TLS that is not the mesh's is passed on. */
export function passedChainName(chain: string): string {
  return [chain, 'passed'].join('/');
}

/** routeTableName names a RouteConfiguration. An HTTPS listener's own name cannot clash: names as written hold no `/`. */
export function routeTableName(table: RouteTable): string {
  const port = listenerName({ ...table, id: table.proxy }, table.port);
  return table.listener === undefined ? port : [port, shortListenerName(table.listener)].join('/');
}

/** A listener of a ListenerSet goes by the set and its name there. */
function shortListenerName(name: ListenerName): string {
  const { object, section } = placeOfListener('', name);
  return object === '' ? section : [backendKey(parseResourceKey(object)), section].join('/');
}

/**
 * virtualHostName is both the resource's name and `VirtualHost.name`: Envoy removes a virtual host only where the two
 * agree. The last part is the domain, which holds no `/`.
 */
export function virtualHostName(table: RouteTable, domain: string): string {
  return [routeTableName(table), domain].join('/');
}

/** captureListenerName: whatever becomes of it, what is captured comes to listeners of the same names, which are changed in place. */
export function captureListenerName(capture: Capture, direction: Side['direction']): string {
  return [captureName(capture), direction].join(':');
}

/** captureListenerKey is what they are known by here: sidecars that capture alike share them. */
export function captureListenerKey(capture: Capture, direction: Side['direction']): string {
  return [captureSetName(capture), direction].join(':');
}

/** captureClusterName is where what was captured and is nobody's else goes on to. */
export function captureClusterName(direction: Side['direction']): string {
  return ['capture', direction].join(':');
}

/** metricsListenerName is where a sidecar shows its own metrics. */
export function metricsListenerName(sidecar: ProxyId, port: number): string {
  return ['metrics', sidecar, port].join(':');
}

/** metricsPushName is what has a sidecar send its metrics to a collector, and where they are passed on: a cluster and a listener. */
export function metricsPushName(sidecar: ProxyId, at: number): string {
  return withoutDots(['metrics', sidecar, 'push', at].join(':'));
}

/** metricsPushSocket is where that listens: a unix socket in the folder in which the Envoy was started, which nobody else may enter. */
export function metricsPushSocket(at: number): string {
  return `metrics-push-${at}.sock`;
}

/** directClusterName is where what is sent to workloads of a service one by one goes on to: those of one identity share it. */
export function directClusterName({ mesh, service, tls }: DirectEndpoint): string {
  const ids = (tls?.subjectAltNames ?? []).map(({ value }) => value);
  const identified = ids.length === 0 ? [] : [hashBytes(JSON.stringify(ids))];
  return withoutDots(['capture', 'direct', mesh, service, ...identified].join(':'));
}

/** namedClusterName is where what asks for a name goes on to that is nobody's of the mesh, in these families. */
export function namedClusterName(families: IpFamilies): string {
  return ['capture', 'named', families].join(':');
}

/** hostnameName: a name is another in each mesh. Who is told of it knows his mesh. */
export function hostnameName({ mesh, name }: Pick<Hostname, 'mesh' | 'name'>): string {
  return [mesh, name].join('/');
}

/** secretName names a certificate by the Secret it stands in. */
export function secretName(key: ResourceKey): string {
  const ref = parseResourceKey(key);
  return [ref.kind.toLowerCase(), ref.zone, ref.namespace, ref.name].join('/');
}

/** identityName is that of a sidecar's key pair in its mesh: one name, and bytes of its own for each. */
export function identityName(mesh: string): string {
  return ['identity_cert', 'secret', mesh].join(':');
}

/** meshRootsName is that of the roots by which sidecars of a mesh believe each other. */
export function meshRootsName(mesh: string): string {
  return ['mesh_ca', 'secret', mesh].join(':');
}

/** routeEntryName is what access logs and `config_dump` show for a route. */
export function routeEntryName(origin: ResourceKey, rule: number): string {
  const ref = parseResourceKey(origin);
  return `${ref.kind.toLowerCase()}/${ref.namespace}/${ref.name}/rule/${rule}`;
}

/** elsewhereName is that of what stands in for an entry where the entry must not be served. */
export function elsewhereName(entry: string): string {
  return `${entry}/elsewhere`;
}

/** filterInstance names an instance of a filter that is set up as a policy says. */
export function filterInstance(filter: string, owner: ResourceKey): string {
  return [filter, backendKey(parseResourceKey(owner))].join('/');
}

/** itemInstance names that of one in a list of such. */
export function itemInstance(instance: string, item: number): string {
  return [instance, item].join('/');
}
