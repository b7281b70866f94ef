import type { ResourceKey } from '#lib/resource-ref.ts';
import { type ProxyId, type RouteTable, routeTableOf } from '#model';
import type { GatewayState } from './gateway.ts';
import type { ListenerState } from './listener.ts';

/** AttachPoint is what routes need to know of a gateway: a gateway whose status alone changes re-runs no route. */
export interface AttachPoint {
  readonly gateway: ResourceKey;
  readonly namespace: string;
  readonly listeners: readonly AttachListener[];
  /** See `Inputs.controllers`. */
  readonly controller?: string;
}

/** AttachListener is one listener that routes may attach to, and the table that all of them go to. */
export interface AttachListener extends Omit<ListenerState, 'verdicts' | 'findings'> {
  readonly table: RouteTable;
}

/** attachPoint is a gateway as routes see it. */
export function attachPoint({ model, resource, listeners, controller }: GatewayState): AttachPoint {
  return {
    gateway: model.origin,
    namespace: resource.ref.namespace,
    listeners: listeners.map(({ verdicts, findings, ...rest }) => ({
      table: tableOf(model.id, rest),
      ...rest,
    })),
    ...(controller === undefined ? {} : { controller }),
  };
}

function tableOf(proxy: ProxyId, { port, inForce }: Omit<AttachListener, 'table'>): RouteTable {
  return inForce === undefined ? { proxy, port } : routeTableOf(proxy, inForce);
}

/** listenerKey names a listener of a gateway. */
export function listenerKey(gateway: ResourceKey, listener: string): string {
  return [gateway, listener].join('#');
}
