import { anyHostname, hostnameMatches, intersectHostnames } from '#lib/hostname.ts';
import { keptList } from '#lib/kept-list.ts';
import type { ListenerName, RouteTable } from '#model';
import type { AttachListener } from '../gateways/attach-point.ts';

/** Placement is one domain of one route table that a route is served under, and the listener that it came through. */
export interface Placement {
  readonly table: RouteTable;
  readonly listener: ListenerName;
  readonly domain: string;
  /** The one of its hosts that this placement is for, where each rule of the route is for a host (Ingress). */
  readonly host?: string;
  /** TLS does not end here: connections are passed on as they are. */
  readonly isPassedThrough?: true;
}

/**
 * domainsOf gives the domains that a route serves at a listener: the more specific of the two hostnames, for each pair that
 * overlaps.
 */
export function domainsOf(listener: AttachListener, hostnames: readonly string[]): string[] {
  if (hostnames.length === 0) return [listener.hostname ?? anyHostname];
  return hostnames.flatMap(h => intersectHostnames(listener.hostname ?? anyHostname, h) ?? []);
}

/** placementsOf places a route under those of its domains that the listener in fact gives it. */
export function placementsOf(listener: AttachListener, domains: readonly string[]): readonly Placement[] {
  const { inForce, keptByOthers, table, name } = listener;
  if (inForce === undefined) return [];
  // A request belongs to the listener of the most specific hostname, even if no route there takes it (listener isolation).
  const free = domains.filter(domain => !keptByOthers.some(kept => hostnameMatches(kept, domain)));
  const passed =
    inForce.kind === 'tls' && inForce.tls === undefined ? ({ isPassedThrough: true } as const) : {};
  return keptList(free.map(domain => ({ table, listener: name, domain, ...passed })));
}
