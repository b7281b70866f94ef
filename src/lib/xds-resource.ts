import { keptBytes } from './kept-bytes.ts';
import { hashBytes } from './stable-hash.ts';

/** XdsType is one kind of xDS resource, by the name that this code uses for it. */
export type XdsType = 'cluster' | 'endpoints' | 'listener' | 'route' | 'virtualHost' | 'hostname' | 'secret';

/**
 * typeUrls are the protobuf types of these kinds, as in discovery requests and in Any. All are Envoy's own but `hostname`, which
 * the agent beside an Envoy asks for: a name of the mesh and its virtual addresses, in the format of Envoy's DNS filter.
 */
export const typeUrls = {
  cluster: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  endpoints: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  listener: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  route: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  virtualHost: 'type.googleapis.com/envoy.config.route.v3.VirtualHost',
  hostname: 'type.googleapis.com/envoy.data.dns.v3.DnsTable.DnsVirtualDomain',
  secret: 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
} as const satisfies Record<XdsType, string>;

/**
 * XdsPart is a piece of a resource that can be left out without the rest (a route of a virtual host). When Envoy rejects a
 * resource, the cause is narrowed down to its parts. `id` is the hash of the part's own bytes, `origin` the ResourceKey of what
 * the user wrote.
 */
export interface XdsPart {
  readonly id: string;
  readonly origin: string;
}

/**
 * XdsResource is one encoded resource: the last model. It is encoded once, and the same bytes go to every proxy.
 *
 * - `version` is the hash of `bytes`: equal versions are equal bytes, on every machine and after every restart.
 * - `bytes` is the message itself (what stands in `Any.value`), deterministically encoded.
 * - `key`: what identifies it within Fairlead, where that is not its name. Several resources may have one name; a view contains
 *   one of them.
 * - `requires`: names of the clusters that must be acknowledged on a stream before this resource may go out on it (make before
 *   break). Listeners (of TCP), routes and virtual hosts may have some.
 * - `assignment`: of a cluster, the name of the ClusterLoadAssignment that it needs (its EDS service name, or its own name);
 *   undefined where its endpoints are part of it. Several clusters may need one.
 * - `assignmentKey`: the key of that assignment, where it is not its name. Then only clusters of one name need it.
 * - `behind`: of a listener within Envoy, the name of the cluster that leads to it: the listener stays as long as that cluster.
 * - `marks`: of a listener, the marks that it sets on its connections; of a virtual host, the marks that it requires of the
 *   connections of a listener. They are sent in such an order that required marks are always set.
 * - `succession`: of a listener, how it replaces an older one that sets other marks.
 * - `isInterim`: it stands between two versions, and the newer one is to follow.
 * - `origins`: ResourceKeys of what it was made from, for telling whose fault a rejection is.
 * - `parts`: see XdsPart; empty where it can only be sent as a whole.
 * - `inline`: only on a route configuration whose virtual hosts travel on their own (VHDS): the bytes of the same configuration
 *   without its `vhds` field. A state-of-the-world client gets these with the bytes of the virtual hosts named `<route
 *   configuration>/…` appended as field 2.
 * - `withheld`: ids of parts that would be in it, had the xDS server not asked for them to be left out. A resource whose parts
 *   are all withheld is still made, without any. By this the server learns that a withheld part was fixed or removed.
 */
export interface XdsResource {
  readonly type: XdsType;
  readonly name: string;
  readonly key?: string;
  readonly version: string;
  readonly bytes: Uint8Array;
  readonly requires: readonly string[];
  readonly assignment?: string;
  readonly assignmentKey?: string;
  readonly behind?: string;
  readonly marks?: { readonly listener: string; readonly names: readonly string[] };
  readonly succession?: Succession;
  readonly isInterim?: boolean;
  readonly origins: readonly string[];
  readonly parts: readonly XdsPart[];
  readonly inline?: Uint8Array;
  readonly withheld?: readonly string[];
}

/** Succession makes the interim version between two versions of a listener, while virtual hosts still require marks of either. */
export interface Succession {
  /** The newer version with these marks of the older one added; undefined where none of them can be kept. */
  after(older: Succession, marks: readonly string[]): XdsResource | undefined;
}

const none: readonly never[] = [];

/** xdsResource makes a resource from its bytes; lists that are left out are empty. */
export function xdsResource(
  given: Pick<XdsResource, 'type' | 'name' | 'bytes'> & Partial<Omit<XdsResource, 'version'>>,
): XdsResource {
  const { type, name, requires = none, origins = none, parts = none, withheld = none } = given;
  const { assignment, assignmentKey, behind, inline, marks, key, succession, isInterim = false } = given;
  const bytes = keptBytes(given.bytes);
  const version = hashBytes(bytes);
  return {
    // V8 gives each object that begins with a spread and gains fields a hidden class of its own, as large as the object.
    type,
    ...{ name, version, bytes, requires, origins, parts, withheld },
    ...(key === undefined || key === name ? {} : { key }),
    ...(assignment === undefined ? {} : { assignment }),
    ...(assignmentKey === undefined || assignmentKey === assignment ? {} : { assignmentKey }),
    ...(behind === undefined ? {} : { behind }),
    ...(marks === undefined ? {} : { marks }),
    ...(succession === undefined ? {} : { succession }),
    ...(isInterim ? { isInterim } : {}),
    ...(inline === undefined ? {} : { inline: keptBytes(inline) }),
  };
}

/** keyOf is the key of a resource. */
export function keyOf({ name, key = name }: Pick<XdsResource, 'name' | 'key'>): string {
  return key;
}

/**
 * sameXdsResource is the equality of encoded resources: bytes decide, and what they require, their origins and withheld parts
 * must agree too.
 */
export function sameXdsResource(a: XdsResource, b: XdsResource): boolean {
  return (
    a.version === b.version &&
    sameStrings(a.requires, b.requires) &&
    sameStrings(a.origins, b.origins) &&
    sameStrings(a.withheld ?? none, b.withheld ?? none)
  );
}

function sameStrings(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((s, i) => s === b[i]);
}
