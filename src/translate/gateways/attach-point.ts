import { anyHostname, hostnameMatches, isWildcard } from '#lib/hostname.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type ListenerName, type ProxyId, type RouteTable, routeTableOf } from '#model';
import { isOfIngress } from '../ingresses/tls-listeners.ts';
import type { GatewayState } from './gateway.ts';
import type { ListenerState } from './listener.ts';

/**
 * AttachPoint is what routes need to know of a Gateway or ListenerSet that they may attach to. A change of its status alone
 * re-runs no route.
 */
export interface AttachPoint {
  /** The gateway that it leads to. */
  readonly gateway: ResourceKey;
  readonly namespace: string;
  /** The listeners that are written in it. */
  readonly listeners: readonly AttachListener[];
  /** See `Inputs.controllers`. */
  readonly controller?: string;
  /** An Ingress brought the listeners; routes attach to them through the gateway. */
  readonly isOfIngress?: true;
}

/** AttachListener is one listener that routes may attach to, and the table that all of them go to. */
export interface AttachListener extends Omit<ListenerState, 'verdicts' | 'findings'> {
  readonly table: RouteTable;
  /** Hostnames within its own that belong to other listeners of its port, whether or not a route is there. */
  readonly keptByOthers: readonly string[];
}

/**
 * attachPoints gives a gateway and its ListenerSets as routes see them, by their keys. `beside` are the listeners of all
 * gateways that share its proxy.
 */
export function attachPoints(
  state: GatewayState,
  beside: readonly NamedListener[] = namedListeners(state),
): readonly (readonly [ResourceKey, AttachPoint])[] {
  const { model, resource, listeners, sets, controller } = state;
  const narrower = narrowerHostnames(beside);
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
      ({ resource, listeners }) =>
        [
          resourceKey(resource.ref),
          {
            ...point(resource.ref.namespace, listeners),
            ...(isOfIngress(resource) ? { isOfIngress: true as const } : {}),
          },
        ] as const,
    ),
  ];
}

function tableOf(proxy: ProxyId, { port, inForce }: Pick<ListenerState, 'port' | 'inForce'>): RouteTable {
  return inForce === undefined ? { proxy, port } : routeTableOf({ id: proxy }, inForce);
}

type Hosted = Pick<ListenerState, 'port' | 'hostname'>;

/** NamedListener is a listener in force that takes one hostname or a family of them. */
export type NamedListener = Required<Hosted>;

/** namedListeners gives the listeners with a hostname, of a gateway and its ListenerSets. */
export function namedListeners({ listeners, sets }: GatewayState): readonly NamedListener[] {
  return [listeners, ...sets.map(set => set.listeners)]
    .flat()
    .flatMap(({ inForce, port, hostname }) =>
      inForce === undefined || hostname === undefined ? [] : [{ port, hostname }],
    );
}

/**
 * A port may have very many listeners. Most have one exact hostname, within which others can keep nothing: they search for
 * nothing.
 */
function narrowerHostnames(all: readonly NamedListener[]): (listener: Hosted) => readonly string[] {
  const byPort = new Map<number, string[]>();
  for (const { port, hostname } of all) {
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

/** listenerKey is the key of a listener of a gateway. */
export function listenerKey(gateway: ResourceKey, listener: ListenerName): string {
  return [gateway, listener].join('#');
}
