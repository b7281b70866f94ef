import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from './backend-use.ts';
import type { ClientValidation } from './client-validation.ts';
import type { ListenerName } from './listener-name.ts';
import type { MutualTls } from './mesh/mutual-tls.ts';
import type { ModifiedPlace } from './modification.ts';
import type { BackendFacets } from './policy/facets.ts';
import type { ListenerFacets } from './policy/listener-facets.ts';
import type { PlaceDatabases } from './policy/places.ts';
import type { ProxyId } from './proxy-id.ts';
import type { ProxyProcess } from './proxy-process.ts';
import type { RouteOrder } from './route-order.ts';

/** Side is which way traffic goes that a sidecar takes: to its application, or from it. */
export interface Side {
  readonly direction: 'inbound' | 'outbound';
  /** What it takes was meant for its address and came to another port: nothing binds it. */
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
  /** What is asked of clients; absent: nothing. */
  readonly clients?: ClientValidation;
}

interface ListenerTraits {
  readonly name: ListenerName;
  readonly port: number;
  /** Whose it is, where several Gateways share a proxy. */
  readonly gateway?: ResourceKey;
  /** What policies say of how it listens. */
  readonly facets?: ListenerFacets;
}

/** HttpListener takes HTTP. Several may share a port (by hostname). */
export interface HttpListener extends ListenerTraits {
  readonly kind: 'http';
  /** Absent: every hostname. May start with `*.`. */
  readonly hostname?: string;
  /** Present on HTTPS listeners. */
  readonly tls?: ListenerTls;
  /** On inbounds of sidecars that have an identity; it stands in place of `tls`. */
  readonly mutualTls?: MutualTls;
}

/** TcpListener takes connections as they are; it has its port to itself. */
export interface TcpListener extends ListenerTraits {
  readonly kind: 'tcp';
  /** On inbounds of sidecars that have an identity. */
  readonly mutualTls?: MutualTls;
}

/**
 * TlsListener takes connections over TLS by the name that they ask for (SNI). Several may share a port by hostname, also with
 * HTTPS listeners.
 */
export interface TlsListener extends ListenerTraits {
  readonly kind: 'tls';
  /** Absent: every hostname. May start with `*.`. */
  readonly hostname?: string;
  /** Absent: TLS does not end here, connections are passed on as they are. */
  readonly tls?: ListenerTls;
}

/** UdpListener takes datagrams. A port of UDP has nothing to do with that of TCP. */
export interface UdpListener extends ListenerTraits {
  readonly kind: 'udp';
}

/** Listener is one listener of a gateway that is in force. It carries routes of its own kind. */
export type Listener = HttpListener | TcpListener | TlsListener | UdpListener;

/** certificatesOf names the certificates that a listener presents. */
export function certificatesOf(listener: Listener): readonly ResourceKey[] {
  return 'tls' in listener ? (listener.tls?.certificates ?? []) : [];
}

/** mutualTlsOf is how a listener is called by sidecars of its mesh; undefined where it is not. */
export function mutualTlsOf(listener: Listener): MutualTls | undefined {
  return listener.kind === 'http' || listener.kind === 'tcp' ? listener.mutualTls : undefined;
}

/** passedUses are the uses by which a listener passes on TLS that is not its own affair. */
export function passedUses(listener: Listener): readonly BackendUse[] {
  const passed = mutualTlsOf(listener)?.permissive?.passedTo;
  return passed === undefined ? [] : [passed];
}

/** portKey names a port of a proxy. */
export function portKey(proxy: ProxyId, port: number): string {
  return [proxy, port].join(' ');
}

/**
 * Gateway is where a proxy listens, and what on. What it serves attaches to it. An edge proxy has one, which is called as it is
 * (put together of several where the Gateways of a class share a proxy: those have that proxy's id, each an origin of its own);
 * a sidecar has one for each inbound, and shares one for each outbound (`mesh/place.ts`).
 */
export interface Gateway {
  readonly id: ProxyId;
  /** By what its resources go out, where that is not its id: a sidecar has one of all that go out by it. */
  readonly sentAs?: ProxyId;
  /** Absent: at the edge. */
  readonly side?: Side;
  readonly origin: ResourceKey;
  /** Addresses to bind; empty means every IPv4 address. */
  readonly addresses: readonly string[];
  readonly listeners: readonly Listener[];
  /** What it says of how all backends are used. */
  readonly facets?: BackendFacets;
  /** How routes of a host are tried; absent: by precedence. */
  readonly routeOrder?: RouteOrder;
  /** Who tells where clients are. */
  readonly places?: PlaceDatabases;
  /** Requests are counted for each host that routes name. */
  readonly countsHosts?: true;
  /** What somebody changes of it in Envoy's own words. */
  readonly modified?: ModifiedPlace;
  /** How its proxy is run, for whoever runs it. */
  readonly process?: ProxyProcess;
}

/** originsOn are the Gateways that listen on a port of a proxy. */
export function originsOn({ origin, listeners }: Gateway, port: number): readonly ResourceKey[] {
  return [...new Set(listeners.filter(l => l.port === port).map(({ gateway = origin }) => gateway))];
}

/** portsOf lists the ports of TCP that a gateway listens on, each once, in ascending order. */
export function portsOf({ listeners }: Gateway): number[] {
  return ascending(listeners.filter(l => l.kind !== 'udp'));
}

/** udpPortsOf lists those of UDP. */
export function udpPortsOf({ listeners }: Gateway): number[] {
  return ascending(listeners.filter(l => l.kind === 'udp'));
}

/**
 * quicListenersOf are the listeners of a port that HTTP/3 comes to as well. Over QUIC clients cannot be announced by a load
 * balancer; a port of UDP that routes have is theirs.
 */
export function quicListenersOf({ listeners }: Gateway, port: number): readonly HttpListener[] {
  const own = listeners.filter(l => l.port === port);
  if (own.some(l => l.kind === 'udp')) return [];
  return own.flatMap(l => (l.kind === 'http' && isQuic(l) ? [l] : []));
}

function isQuic({ tls, facets }: HttpListener): boolean {
  return tls !== undefined && facets?.http3 !== undefined && facets.announced === undefined;
}

/** quicPortsOf lists the ports of UDP that HTTP/3 comes to. */
export function quicPortsOf(gateway: Gateway): number[] {
  return portsOf(gateway).filter(port => quicListenersOf(gateway, port).length > 0);
}

function ascending(listeners: readonly Listener[]): number[] {
  return [...new Set(listeners.map(l => l.port))].sort((a, b) => a - b);
}
