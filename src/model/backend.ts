import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { ByRequest } from './by-request.ts';
import type { Endpoint } from './endpoint.ts';
import type { HostedService } from './hosted-service.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { BackendFacets } from './policy/facets.ts';
import type { Zones } from './policy/load-balancing.ts';
import type { UpstreamTls } from './upstream-tls.ts';

/**
 * BackendKey is the identity of a backend without its protocol: `<kind>[.<group>]/<zone>/<namespace>/<name>[/<port>]`,
 * e.g. `service/local/default/web/8080`. It never holds a route's name or a rule's index.
 */
export type BackendKey = string;

/** Transport is what carries bytes to a backend. */
export type Transport = 'tcp' | 'udp';

/**
 * backendKey makes the key. `port` is for kinds whose ports are backends of their own (Service); the key of a UDP port ends in
 * `/udp`.
 */
export function backendKey(ref: ResourceRef, port?: number, transport: Transport = 'tcp'): BackendKey {
  const kind = ref.group === '' ? ref.kind.toLowerCase() : `${ref.kind.toLowerCase()}.${ref.group}`;
  const path = [kind, ref.zone, ref.namespace, ref.name];
  if (port === undefined) return path.join('/');
  return [...path, port, ...(transport === 'udp' ? [transport] : [])].join('/');
}

/**
 * UpstreamProtocol is the protocol in which a backend is spoken to. It is part of the cluster's identity: a change makes a new
 * cluster.
 * - `auto`: HTTP/2 or HTTP/1.1, as the backend chooses by ALPN; only over TLS.
 * - `tcp`: connections are passed on, over TLS where the backend wants it.
 * - `udp`: datagrams are passed on.
 * - `passthrough`: connections are passed on as they are; any TLS in them is between client and backend.
 */
export type UpstreamProtocol = 'http1' | 'http2' | 'auto' | 'tcp' | 'udp' | 'passthrough';

/**
 * BackendDiscovery says who finds the addresses of a backend's endpoints.
 * - `assigned`: the control plane; they travel as a ClusterLoadAssignment (EDS). IP addresses and unix sockets, and names that
 *   the control plane resolved.
 * - `by-request`: nobody beforehand; each request names its own (`byRequest`).
 * - `proxy-dns`: Envoy resolves; the endpoints are part of the cluster. Names, alone or with IP addresses.
 */
export type BackendDiscovery = 'assigned' | 'by-request' | 'proxy-dns';

/**
 * BackendShape is everything about a backend but its endpoints: what a route needs to know, and what its cluster is made from.
 */
export interface BackendShape {
  readonly key: BackendKey;
  readonly origin: ResourceKey;
  readonly protocol: UpstreamProtocol;
  readonly tls?: UpstreamTls;
  /** The host of requests that have none, such as health checks: that of the first endpoint with a name. */
  readonly hostname?: string;
  /** Some endpoints are spoken to in plain text although the backend has TLS (`Endpoint.isPlain`). */
  readonly hasPlainEndpoints?: true;
  /** Some endpoints speak only one version of HTTP (`Endpoint.version`); the backend's protocol is `auto`. */
  readonly hasVersions?: true;
  /** Some endpoints speak HTTP/1.1 (`Endpoint.isOlder`); the backend's protocol is `http2`. */
  readonly hasOlderEndpoints?: true;
  /** Some endpoints are used only while others are down (`Endpoint.priority`). */
  readonly hasPriorities?: true;
  /** What policies on the backend itself say about every use of it. */
  readonly facets?: BackendFacets;
  /** How zones are treated where no policy says it: what a Service asks for by itself. */
  readonly zones?: Zones;
  readonly discovery: BackendDiscovery;
  /** The one address that stands for all its endpoints, if it has one. */
  readonly serviceAddress?: Endpoint;
  /** Present when `discovery` is `by-request`. */
  readonly byRequest?: ByRequest;
  /** It is to be used only when the others fail. */
  readonly fallback?: boolean;
  /** The source address of connections to it, where that tells the application who calls. */
  readonly calledFrom?: string;
}

/** Backend is a destination of traffic, whatever object it was written as. */
export interface Backend extends BackendShape {
  readonly endpoints: readonly Endpoint[];
  /**
   * The overprovisioning factor: the percentage of their share that healthy endpoints take before others take over. Absent is
   * 140, Envoy's default.
   */
  readonly overprovisioning?: number;
  /** It is a function; its endpoints are the addresses at which that is called. */
  readonly lambda?: LambdaFunction;
  readonly hosted?: HostedService;
}
