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
 * clusterKey is the key of a cluster, and of an assignment that is the cluster's own: one for each standing of the proxies that
 * use a backend. All go out under one name, so that a proxy keeps its connections where its standing changes, or what is asked
 * of it.
 */
export function clusterKey(use: BackendUse): string {
  return use.standing === undefined ? clusterName(use) : [clusterName(use), use.standing].join('\n');
}

/**
 * withoutDots makes a name by which statistics can be told apart: in them, Envoy ends the name of a cluster or a listener at its
 * first dot. No name that anybody writes holds a `~`.
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

/** A failover cluster is named after its members, in their order; the name must not outgrow what xDS can ask for. */
function failoverName(use: BackendUse, failover: readonly BackendUse[]): string {
  const { failover: _, ...first } = use;
  const rest = failover.map(clusterName).join('>');
  return `failover/${clusterName(first)}>${rest.length <= longestRest ? rest : hashBytes(rest)}`;
}

const longestRest = 1024;

/** olderName names the internal listener by which endpoints of a use are spoken to in HTTP/1.1, and the cluster behind it. */
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
  return portName(sentAs, port);
}

function portName(proxy: ProxyId, port: number): string {
  return [proxy, port].join('/');
}

/** itself is a gateway or table without the name that it goes out by: names that are made of it are keys (`XdsResource.key`). */
export function itself<T extends Pick<Gateway, 'sentAs'>>(one: T): Omit<T, 'sentAs'> {
  if (one.sentAs === undefined) return one;
  const { sentAs: _, ...own } = one;
  return own;
}

/** udpListenerName: a UDP port is not the TCP port of the same number. */
export function udpListenerName(proxy: ProxyId, port: number): string {
  return [proxy, port, 'udp'].join('/');
}

/** quicListenerName: HTTP/3 comes to a UDP port, beside the TCP port of the same number. */
export function quicListenerName(proxy: ProxyId, port: number): string {
  return [proxy, port, 'quic'].join('/');
}

/** mutualChainName names the chain of an inbound for TLS of the mesh, where the inbound has other chains beside it. */
export function mutualChainName(chain: string): string {
  return [chain, 'mesh'].join('/');
}

/** passedChainName names the chain by which TLS that is not the mesh's is passed on. */
export function passedChainName(chain: string): string {
  return [chain, 'passed'].join('/');
}

/** routeTableName names a RouteConfiguration. An HTTPS listener's own name cannot clash: names as written hold no `/`. */
export function routeTableName(table: RouteTable): string {
  const port = portName(table.sentAs ?? table.proxy, table.port);
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

/** captureListenerName: captured traffic comes to listeners of the same names whatever becomes of it: they change in place. */
export function captureListenerName(capture: Capture, direction: Side['direction']): string {
  return [captureName(capture), direction].join(':');
}

/** captureListenerKey is the key of such a listener: sidecars that capture alike share it. */
export function captureListenerKey(capture: Capture, direction: Side['direction']): string {
  return [captureSetName(capture), direction].join(':');
}

/** captureClusterName names the cluster by which captured traffic goes on that no other listener takes. */
export function captureClusterName(direction: Side['direction']): string {
  return ['capture', direction].join(':');
}

/** metricsListenerName names the listener at which a sidecar shows its own metrics. */
export function metricsListenerName(sidecar: ProxyId, port: number): string {
  return ['metrics', sidecar, port].join(':');
}

/** metricsPushName names the cluster that has a sidecar push its metrics, and the listener that passes them to the collector. */
export function metricsPushName(sidecar: ProxyId, at: number): string {
  return withoutDots(['metrics', sidecar, 'push', at].join(':'));
}

/** metricsPushSocket is that listener's unix socket, in the folder in which Envoy was started, which nobody else may enter. */
export function metricsPushSocket(at: number): string {
  return `metrics-push-${at}.sock`;
}

/** directClusterName names the cluster for workloads of a service that are called one by one: those of one identity share it. */
export function directClusterName({ mesh, service, tls }: DirectEndpoint): string {
  const ids = (tls?.subjectAltNames ?? []).map(({ value }) => value);
  const identified = ids.length === 0 ? [] : [hashBytes(JSON.stringify(ids))];
  return withoutDots(['capture', 'direct', mesh, service, ...identified].join(':'));
}

/** namedClusterName names the cluster by which traffic to a name outside the mesh goes on, in these address families. */
export function namedClusterName(families: IpFamilies): string {
  return ['capture', 'named', families].join(':');
}

/** hostnameName: the same name is another one in each mesh. Whoever is told of it knows the mesh. */
export function hostnameName({ mesh, name }: Pick<Hostname, 'mesh' | 'name'>): string {
  return [mesh, name].join('/');
}

/** secretName names a certificate by the Secret it stands in. */
export function secretName(key: ResourceKey): string {
  const ref = parseResourceKey(key);
  return [ref.kind.toLowerCase(), ref.zone, ref.namespace, ref.name].join('/');
}

/** identityName names the secret of a sidecar's key pair in its mesh: one name, and other bytes for each sidecar. */
export function identityName(mesh: string): string {
  return ['identity_cert', 'secret', mesh].join(':');
}

/** meshRootsName names the secret of the roots that sidecars of a mesh trust. */
export function meshRootsName(mesh: string): string {
  return ['mesh_ca', 'secret', mesh].join(':');
}

/** routeEntryName is what access logs and `config_dump` show for a route. */
export function routeEntryName(origin: ResourceKey, rule: number): string {
  const ref = parseResourceKey(origin);
  return `${ref.kind.toLowerCase()}/${ref.namespace}/${ref.name}/rule/${rule}`;
}

/** elsewhereName names the stand-in of a route entry, for where the entry itself must not be served. */
export function elsewhereName(entry: string): string {
  return `${entry}/elsewhere`;
}

/** filterInstance names the instance of a filter that is configured as a policy says. */
export function filterInstance(filter: string, owner: ResourceKey): string {
  return [filter, backendKey(parseResourceKey(owner))].join('/');
}

/** itemInstance names the instance for one item of a list. */
export function itemInstance(instance: string, item: number): string {
  return [instance, item].join('/');
}
