import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from './backend-use.ts';
import type { ClientValidation } from './client-validation.ts';
import type { ListenerName } from './listener-name.ts';
import type { MutualTls } from './mesh/mutual-tls.ts';
import type { ModifiedPlace } from './modification.ts';
import type { BackendFacets } from './policy/facets.ts';
import type { ListenerFacets } from './policy/listener-facets.ts';
import type { Places } from './policy/places.ts';
import type { ProxyId } from './proxy-id.ts';
import type { ProxyProcess } from './proxy-process.ts';
import type { RouteOrder } from './route-order.ts';

/** Side is the direction of the traffic that a sidecar takes: to its application, or from it. */
export interface Side {
  readonly direction: 'inbound' | 'outbound';
  /**
   * The traffic was meant for this address but came to another port (transparent proxying): the listener does not bind its own.
   */
  readonly isCaptured: boolean;
}

/** Certificate is a key pair that a TLS listener presents; `key` is the ResourceKey of the Secret it stands in. */
export interface Certificate {
  readonly key: ResourceKey;
  /** PEM. */
  readonly chain: string;
  /** PEM. Never printed. */
  readonly privateKey: string;
}

/** ListenerTls: TLS ends here. The certificates are named, not held: they travel as secrets (SDS). */
export interface ListenerTls {
  readonly certificates: readonly ResourceKey[];
  /** What is asked of clients' certificates; absent: nothing. */
  readonly clients?: ClientValidation;
}

interface ListenerTraits {
  readonly name: ListenerName;
  readonly port: number;
  /** The Gateway that it belongs to, where several Gateways share a proxy. */
  readonly gateway?: ResourceKey;
  /** What policies say about how it listens. */
  readonly facets?: ListenerFacets;
}

/** HttpListener takes HTTP. Several may share a port (by hostname). */
export interface HttpListener extends ListenerTraits {
  readonly kind: 'http';
  /** Absent: every hostname. May start with `*.`. */
  readonly hostname?: string;
  /** Present on HTTPS listeners. */
  readonly tls?: ListenerTls;
  /** On inbounds of sidecars that have an identity; used instead of `tls`. */
  readonly mutualTls?: MutualTls;
}

/** TcpListener takes connections as they are; it has its port to itself. */
export interface TcpListener extends ListenerTraits {
  readonly kind: 'tcp';
  /** On inbounds of sidecars that have an identity. */
  readonly mutualTls?: MutualTls;
}

/**
 * TlsListener takes connections over TLS by the server name that they ask for (SNI). Several may share a port by hostname, also
 * with HTTPS listeners.
 */
export interface TlsListener extends ListenerTraits {
  readonly kind: 'tls';
  /** Absent: every hostname. May start with `*.`. */
  readonly hostname?: string;
  /** Absent: TLS does not end here, connections are passed on as they are. */
  readonly tls?: ListenerTls;
}

/** UdpListener takes datagrams. A UDP port has nothing to do with the TCP port of the same number. */
export interface UdpListener extends ListenerTraits {
  readonly kind: 'udp';
}

/** Listener is a listener of a gateway that is in force. It carries only routes of its own kind. */
export type Listener = HttpListener | TcpListener | TlsListener | UdpListener;

/** certificatesOf names the certificates that a listener presents. */
export function certificatesOf(listener: Listener): readonly ResourceKey[] {
  return 'tls' in listener ? (listener.tls?.certificates ?? []) : [];
}

/** mutualTlsOf is how sidecars of its mesh call a listener; undefined where they do not. */
export function mutualTlsOf(listener: Listener): MutualTls | undefined {
  return listener.kind === 'http' || listener.kind === 'tcp' ? listener.mutualTls : undefined;
}

/** passedUses are the uses to which a listener passes on TLS connections that are not the mesh's own. */
export function passedUses(listener: Listener): readonly BackendUse[] {
  const passed = mutualTlsOf(listener)?.permissive?.passedTo;
  return passed === undefined ? [] : [passed];
}

/** portKey names a port of a proxy. */
export function portKey(proxy: ProxyId, port: number): string {
  return [proxy, port].join(' ');
}

/**
 * Gateway is a place where a proxy listens, with its listeners. What it serves attaches to it. An edge proxy has one, of the same
 * id. Where the Gateways of a class share a proxy, that one is put together from theirs, each of which has the proxy's id and an
 * origin of its own. A sidecar has one for each inbound, and shares one for each outbound with others (`mesh/place.ts`).
 */
export interface Gateway {
  readonly id: ProxyId;
  /** The id by which its resources are named, where that is not its own: of all gateways with the same one, a sidecar has one. */
  readonly sentAs?: ProxyId;
  /** Absent: at the edge. */
  readonly side?: Side;
  readonly origin: ResourceKey;
  /** Addresses to bind; empty means every IPv4 address. */
  readonly addresses: readonly string[];
  readonly listeners: readonly Listener[];
  /** What it says about the use of every backend. */
  readonly facets?: BackendFacets;
  /** In which order the routes of a host are tried; absent: by precedence. */
  readonly routeOrder?: RouteOrder;
  /** The databases that tell where clients are. */
  readonly places?: Places;
  /** Requests are counted separately for each host that routes name. */
  readonly countsHosts?: true;
  /** What policies change in it in Envoy's own words. */
  readonly modified?: ModifiedPlace;
  /** How the process of its proxy is run. */
  readonly process?: ProxyProcess;
}

/** originsOn returns the Gateways that listen on a port of a proxy. */
export function originsOn({ origin, listeners }: Gateway, port: number): readonly ResourceKey[] {
  return [...new Set(listeners.filter(l => l.port === port).map(({ gateway = origin }) => gateway))];
}

/** portsOf lists the TCP ports that a gateway listens on, each once, in ascending order. */
export function portsOf({ listeners }: Gateway): number[] {
  return ascending(listeners.filter(l => l.kind !== 'udp'));
}

/** udpPortsOf lists its UDP ports likewise. */
export function udpPortsOf({ listeners }: Gateway): number[] {
  return ascending(listeners.filter(l => l.kind === 'udp'));
}

/**
 * quicListenersOf returns the listeners of a port that take HTTP/3 as well. None does where a load balancer announces clients
 * (the PROXY protocol does not work over QUIC), or where UDP routes use the same port.
 */
export function quicListenersOf({ listeners }: Gateway, port: number): readonly HttpListener[] {
  const own = listeners.filter(l => l.port === port);
  if (own.some(l => l.kind === 'udp')) return [];
  return own.flatMap(l => (l.kind === 'http' && isQuic(l) ? [l] : []));
}

function isQuic({ tls, facets }: HttpListener): boolean {
  return tls !== undefined && facets?.http3 !== undefined && facets.announced === undefined;
}

/** quicPortsOf lists the UDP ports that take HTTP/3. */
export function quicPortsOf(gateway: Gateway): number[] {
  return portsOf(gateway).filter(port => quicListenersOf(gateway, port).length > 0);
}

function ascending(listeners: readonly Listener[]): number[] {
  return [...new Set(listeners.map(l => l.port))].sort((a, b) => a - b);
}
