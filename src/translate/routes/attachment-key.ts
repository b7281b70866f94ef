import type { RouteTable } from '#model';

/**
 * attachmentKey is the key of an attachment: of a route at one domain of a route table. An empty `route` stands for a domain
 * that a listener claims.
 */
export function attachmentKey(table: RouteTable, domain: string, route: string): string {
  return [table.proxy, table.port, table.listener ?? '', domain, route].join(':');
}
