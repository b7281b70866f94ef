import type { Gateway, Listener } from './gateway.ts';
import type { ListenerName } from './listener-name.ts';
import type { ProxyId } from './proxy-id.ts';
import type { HttpRoute, TcpRoute, UdpRoute } from './route.ts';
import type { RouteOrder } from './route-order.ts';

/**
 * RouteTable identifies the route table in which a proxy looks up routes. The HTTP listeners of a port share one table; each
 * HTTPS listener has its own. Either is a RouteConfiguration. The table of a TCP or TLS listener is its port.
 */
export interface RouteTable {
  readonly proxy: ProxyId;
  /** See `Gateway`. */
  readonly sentAs?: ProxyId;
  readonly port: number;
  /** On HTTPS listeners. */
  readonly listener?: ListenerName;
}

/** routeTableOf returns the table that all routes of a listener go to. */
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
 * HttpAttachment puts a route under one domain of a route table. A domain that a listener claims but no route serves has an
 * attachment without a route, so that its requests do not fall to a listener with a wider hostname.
 */
export interface HttpAttachment extends AttachmentTraits {
  readonly kind: 'http';
  /** `*`, `*.example.com` or a name; no port. */
  readonly domain: string;
  readonly route?: HttpRoute;
  /** The order that its gateway asks for; absent: by precedence. */
  readonly order?: RouteOrder;
  /** Whether its gateway wants requests to the domain counted separately. */
  readonly countsHosts?: true;
}

/** orderOf returns the order in which the entries of a virtual host are tried, given all that is attached to it. */
export function orderOf(attachments: readonly HttpAttachment[]): RouteOrder {
  return attachments.some(({ order }) => order === 'written') ? 'written' : 'precedence';
}

/** TcpAttachment offers connections of a listener to a route. Of several routes for one domain the oldest gets them. */
export interface TcpAttachment extends AttachmentTraits {
  readonly kind: 'tcp';
  /** The name that clients ask for over TLS (SNI): `*.example.com` or a name; `*` is every connection. */
  readonly domain: string;
  readonly route: TcpRoute;
}

/** UdpAttachment offers the datagrams of a listener to a route. Of several routes the oldest gets them. */
export interface UdpAttachment extends AttachmentTraits {
  readonly kind: 'udp';
  readonly route: UdpRoute;
}

/** Attachment is a route at one place of one proxy. */
export type Attachment = HttpAttachment | TcpAttachment | UdpAttachment;
