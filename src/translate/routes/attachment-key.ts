import type { RouteTable } from '#model';

/** attachmentKey is where a route is served, as a key; without a route, a domain that a listener claims. */
export function attachmentKey(table: RouteTable, domain: string, route: string): string {
  return [table.proxy, table.port, table.listener ?? '', domain, route].join(':');
}
