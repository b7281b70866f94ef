import type { Gateway, Listener } from './gateway.ts';
import type { ListenerName } from './listener-name.ts';
import type { ProxyId } from './proxy-id.ts';
import type { HttpRoute, TcpRoute, UdpRoute } from './route.ts';
import type { RouteOrder } from './route-order.ts';

/**
 * RouteTable is where a proxy looks routes up. HTTP listeners of a port share one and an HTTPS listener has its own: each is
 * a RouteConfiguration. That of a TCP or TLS listener is its port.
 */
export interface RouteTable {
  readonly proxy: ProxyId;
  /** See `Gateway`. */
  readonly sentAs?: ProxyId;
  readonly port: number;
  /** On HTTPS listeners. */
  readonly listener?: ListenerName;
}

/** routeTableOf is the table that all routes of a listener go to. */
export function routeTableOf({ id, sentAs }: Pick<Gateway, 'id' | 'sentAs'>, listener: Listener): RouteTable {
  const port = { proxy: id, port: listener.port, ...(sentAs === undefined ? {} : { sentAs }) };
  return listener.kind === 'http' && listener.tls !== undefined ? { ...port, listener: listener.name } : port;
}

interface AttachmentTraits {
  readonly table: RouteTable;
  /** The listener that took the route. */
  readonly listener: ListenerName;
}

/**
 * HttpAttachment puts a route under one domain of a route table. A domain that a listener claims without any route has an
 * attachment without one, so that its requests do not fall to a listener of wider hostname.
 */
export interface HttpAttachment extends AttachmentTraits {
  readonly kind: 'http';
  /** `*`, `*.example.com` or a name; no port. */
  readonly domain: string;
  readonly route?: HttpRoute;
  /** That of its gateway; absent: by precedence. */
  readonly order?: RouteOrder;
  /** Whether its gateway has requests to the domain counted by themselves. */
  readonly countsHosts?: true;
}

/** orderOf is how the entries of a virtual host are tried, of all that is attached there. */
export function orderOf(attachments: readonly HttpAttachment[]): RouteOrder {
  return attachments.some(({ order }) => order === 'written') ? 'written' : 'precedence';
}

/** TcpAttachment offers connections of a listener to a route; of several for one domain the oldest gets them. */
export interface TcpAttachment extends AttachmentTraits {
  readonly kind: 'tcp';
  /** The name that they ask for over TLS (SNI): `*.example.com` or a name; `*` is every connection. */
  readonly domain: string;
  readonly route: TcpRoute;
}

/** UdpAttachment offers the datagrams of a listener to a route; the oldest of several gets them. */
export interface UdpAttachment extends AttachmentTraits {
  readonly kind: 'udp';
  readonly route: UdpRoute;
}

/** Attachment is a route at one place of one proxy. */
export type Attachment = HttpAttachment | TcpAttachment | UdpAttachment;
