import { anyHostname, hostnameMatches, isWildcard } from '#lib/hostname.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type ListenerName, type ProxyId, type RouteTable, routeTableOf } from '#model';
import type { GatewayState } from './gateway.ts';
import type { ListenerState } from './listener.ts';

/**
 * AttachPoint is what routes need to know of what they may attach to, a Gateway or a ListenerSet: one whose status alone changes
 * re-runs no route.
 */
export interface AttachPoint {
  /** The gateway that it leads to. */
  readonly gateway: ResourceKey;
  readonly namespace: string;
  /** Those that are written in it. */
  readonly listeners: readonly AttachListener[];
  /** See `Inputs.controllers`. */
  readonly controller?: string;
}

/** AttachListener is one listener that routes may attach to, and the table that all of them go to. */
export interface AttachListener extends Omit<ListenerState, 'verdicts' | 'findings'> {
  readonly table: RouteTable;
  /** Hostnames within its own that belong to other listeners of its port, whether or not a route is there. */
  readonly keptByOthers: readonly string[];
}

/** attachPoints are a gateway and its ListenerSets as routes see them, by their keys. */
export function attachPoints(state: GatewayState): readonly (readonly [ResourceKey, AttachPoint])[] {
  const { model, resource, listeners, sets, controller } = state;
  const narrower = narrowerHostnames([listeners, ...sets.map(set => set.listeners)].flat());
  const point = (namespace: string, own: readonly ListenerState[]): AttachPoint => ({
    gateway: model.origin,
    namespace,
    listeners: own.map(({ verdicts, findings, ...rest }) => ({
      table: tableOf(model.id, rest),
      keptByOthers: narrower(rest),
      ...rest,
    })),
    ...(controller === undefined ? {} : { controller }),
  });
  return [
    [model.origin, point(resource.ref.namespace, listeners)],
    ...sets.map(
      set => [resourceKey(set.resource.ref), point(set.resource.ref.namespace, set.listeners)] as const,
    ),
  ];
}

function tableOf(proxy: ProxyId, { port, inForce }: Pick<ListenerState, 'port' | 'inForce'>): RouteTable {
  return inForce === undefined ? { proxy, port } : routeTableOf(proxy, inForce);
}

type Hosted = Pick<ListenerState, 'port' | 'hostname'>;

/** There may be very many listeners on a port; those of one name, which are most of them, have nothing that others could keep. */
function narrowerHostnames(all: readonly ListenerState[]): (listener: Hosted) => readonly string[] {
  const byPort = new Map<number, string[]>();
  for (const { inForce, port, hostname } of all) {
    if (inForce === undefined || hostname === undefined) continue;
    const hostnames = byPort.get(port);
    if (hostnames === undefined) byPort.set(port, [hostname]);
    else hostnames.push(hostname);
  }
  return ({ port, hostname }) => {
    if (hostname !== undefined && !isWildcard(hostname)) return none;
    const kept = (byPort.get(port) ?? []).filter(
      other => other !== hostname && hostnameMatches(hostname ?? anyHostname, other),
    );
    return kept.length === 0 ? none : kept;
  };
}

const none: readonly string[] = [];

/** listenerKey names a listener of a gateway. */
export function listenerKey(gateway: ResourceKey, listener: ListenerName): string {
  return [gateway, listener].join('#');
}
