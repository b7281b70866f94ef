import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { ByRequest } from './by-request.ts';
import type { Endpoint } from './endpoint.ts';
import type { HostedService } from './hosted-service.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { BackendFacets } from './policy/facets.ts';
import type { UpstreamTls } from './upstream-tls.ts';

/**
 * BackendKey is the identity of a backend without its protocol: `<kind>[.<group>]/<zone>/<namespace>/<name>[/<port>]`,
 * e.g. `service/local/default/web/8080`. It never holds a route's name or a rule's index.
 */
export type BackendKey = string;

/** Transport is what carries bytes to a backend. */
export type Transport = 'tcp' | 'udp';

/** backendKey makes the key; `port` for kinds whose ports are backends of their own (Service). One of UDP ends in `/udp`. */
export function backendKey(ref: ResourceRef, port?: number, transport: Transport = 'tcp'): BackendKey {
  const kind = ref.group === '' ? ref.kind.toLowerCase() : `${ref.kind.toLowerCase()}.${ref.group}`;
  const path = [kind, ref.zone, ref.namespace, ref.name];
  if (port === undefined) return path.join('/');
  return [...path, port, ...(transport === 'udp' ? [transport] : [])].join('/');
}

/**
 * UpstreamProtocol is what a backend is spoken to in. It is part of the cluster's identity: a change makes a new one.
 * - `auto`: HTTP/2 or HTTP/1.1, as the backend chooses by ALPN; only over TLS.
 * - `tcp`: connections are passed on, over TLS where the backend wants it.
 * - `udp`: datagrams are passed on.
 * - `passthrough`: connections are passed on as they are; what TLS there is, is their client's.
 */
export type UpstreamProtocol = 'http1' | 'http2' | 'auto' | 'tcp' | 'udp' | 'passthrough';

/**
 * BackendDiscovery says who finds the addresses of a backend's endpoints.
 * - `assigned`: the control plane; they travel as a ClusterLoadAssignment (EDS). IP addresses and unix sockets, and names
 *   that the control plane resolved.
 * - `by-request`: nobody beforehand; each request names its own (`byRequest`).
 * - `proxy-dns`: Envoy resolves; the endpoints are part of the cluster. Names, alone or with IP addresses.
 */
export type BackendDiscovery = 'assigned' | 'by-request' | 'proxy-dns';

/** BackendShape is what a route needs to know of a backend, and what its cluster is made from: all but the endpoints. */
export interface BackendShape {
  readonly key: BackendKey;
  readonly origin: ResourceKey;
  readonly protocol: UpstreamProtocol;
  readonly tls?: UpstreamTls;
  /** The name that it goes by where a request has none, as one that asks for its health: that of the first endpoint with a name. */
  readonly hostname?: string;
  /** Some of its endpoints are spoken to in plain text all the same (`Endpoint.isPlain`). */
  readonly hasPlainEndpoints?: true;
  /** Some of its endpoints speak one version of HTTP alone (`Endpoint.version`); its protocol is `auto`. */
  readonly hasVersions?: true;
  /** Some of its endpoints speak HTTP/1.1 all the same (`Endpoint.isOlder`); its protocol is `http2`. */
  readonly hasOlderEndpoints?: true;
  /** Some of its endpoints are there for when others are down (`Endpoint.priority`). */
  readonly hasPriorities?: true;
  /** What policies on the backend itself say of every use of it. */
  readonly facets?: BackendFacets;
  readonly discovery: BackendDiscovery;
  /** The one address that stands for all its endpoints, where it has such. */
  readonly serviceAddress?: Endpoint;
  /** Present where `discovery` is `by-request`. */
  readonly byRequest?: ByRequest;
  /** Meant for when the others fail. */
  readonly fallback?: boolean;
  /** The address that it is called from, where that says who calls. */
  readonly calledFrom?: string;
}

/** Backend is where traffic can go, whatever it was written as. */
export interface Backend extends BackendShape {
  readonly endpoints: readonly Endpoint[];
  /** Percent of their share that healthy endpoints take before others take over; absent is 140, as Envoy has it. */
  readonly overprovisioning?: number;
  /** It is a function: its endpoints are where that is called. */
  readonly lambda?: LambdaFunction;
  readonly hosted?: HostedService;
}
