import type { XdsResource } from '#lib/xds-resource.ts';
import { embed } from '../wire.ts';

const virtualHostsField = 2;

/** withVirtualHosts is a route table in its state-of-the-world form, with its own virtual hosts in it. */
export function withVirtualHosts(table: XdsResource, virtualHosts: readonly XdsResource[]): Uint8Array {
  const own = virtualHosts.filter(v => v.name.slice(0, v.name.lastIndexOf('/')) === table.name);
  return Buffer.concat([table.inline ?? table.bytes, ...own.map(v => embed(virtualHostsField, v.bytes))]);
}

/** byName orders resources for printing. */
export function byName(a: XdsResource, b: XdsResource): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
