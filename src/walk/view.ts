import { groupBy } from '#lib/group-by.ts';
import { anyHostname, hostnameMatches } from '#lib/hostname.ts';
import {
  type Attachment,
  type FilterFacets,
  type Gateway,
  type HttpAttachment,
  inOrder,
  matchesOf,
  orderOf,
  type ProxyId,
  type RoutedMatch,
  type RouteOrder,
  type RouteTable,
  type TcpAttachment,
  type UdpAttachment,
} from '#model';

import { filterOrder } from './filters/index.ts';

/** ServedDomain is a domain of a route table, and what is served under it. */
export interface ServedDomain {
  readonly domain: string;
  /** The listener that it belongs to. */
  readonly listener: string;
  readonly order: RouteOrder;
  /** The matches of its routes, in the order in which they are tried. */
  entries(): readonly RoutedMatch[];
}

/** WalkView is a gateway as requests meet it. Make one from the present state, and ask it as often as you like. */
export interface WalkView {
  readonly gateway: Gateway;
  domains(table: RouteTable): readonly ServedDomain[];
  /** The domain of a table that a host belongs to: the most specific that covers it. */
  domainOf(table: RouteTable, host: string): ServedDomain | undefined;
  /** The HTTP filters in the chain of the listeners that share a table. */
  chain(table: RouteTable): ReadonlySet<keyof FilterFacets>;
  connections(port: number): readonly TcpAttachment[];
  datagrams(port: number): readonly UdpAttachment[];
}

/** walkViews are the views of all gateways. It reads each attachment once. */
export function walkViews(
  gateways: Iterable<Gateway>,
  attachments: Iterable<Attachment>,
): ReadonlyMap<ProxyId, WalkView> {
  const byProxy = groupBy(attachments, ({ table }) => table.proxy);
  return new Map([...gateways].map(g => [g.id, walkView(g, byProxy.get(g.id) ?? [])]));
}

/** walkView is the view of one gateway; `attachments` are those of its tables. */
export function walkView(gateway: Gateway, attachments: readonly Attachment[]): WalkView {
  const byKind = <K extends Attachment['kind']>(kind: K) =>
    attachments.filter((a): a is Extract<Attachment, { kind: K }> => a.kind === kind);
  const tables = new Map(
    [...groupBy(byKind('http'), ({ table }) => tableKey(table))].map(([key, attached]) => [
      key,
      new Map(
        [...groupBy(attached, a => a.domain)].map(([domain, own]) => [domain, servedDomain(domain, own)]),
      ),
    ]),
  );
  const [tcp, udp] = [byKind('tcp'), byKind('udp')];
  return {
    gateway,
    domains: table => [...(tables.get(tableKey(table))?.values() ?? [])],
    domainOf(table, host) {
      const known = tables.get(tableKey(table));
      return known?.get(mostSpecific(known, host) ?? '');
    },
    chain(table) {
      const rules = [...(tables.get(tableKey(table))?.values() ?? [])].flatMap(({ entries }) =>
        entries().map(({ rule }) => rule),
      );
      return new Set(filterOrder.filter(filter => rules.some(rule => rule[filter] !== undefined)));
    },
    connections: port => tcp.filter(a => a.table.port === port),
    datagrams: port => udp.filter(a => a.table.port === port),
  };
}

function tableKey({ port, listener = '' }: RouteTable): string {
  return `${port} ${listener}`;
}

function servedDomain(domain: string, attached: readonly HttpAttachment[]): ServedDomain {
  let sorted: readonly RoutedMatch[] | undefined;
  const order = orderOf(attached);
  return {
    domain,
    order,
    listener: attached[0]?.listener ?? '',
    entries: () => {
      sorted ??= inOrder(
        attached.flatMap(({ route }) => (route === undefined ? [] : matchesOf(route))),
        order,
      );
      return sorted;
    },
  };
}

/** mostSpecific is the domain that a host belongs to: the name itself, else the longest wildcard, else every host. */
export function mostSpecific(domains: { has(domain: string): boolean }, host: string): string | undefined {
  if (domains.has(host)) return host;
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    const wildcard = `*${host.slice(dot)}`;
    if (domains.has(wildcard) && hostnameMatches(wildcard, host)) return wildcard;
  }
  return domains.has(anyHostname) ? anyHostname : undefined;
}
