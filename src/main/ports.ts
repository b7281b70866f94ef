import type { Collection, Graph } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { type ProxyId, portKey } from '#model';
import type { Refusal } from '#status';

/** Ports is what is known of the ports that gateways want to listen on, on this machine. */
export interface Ports {
  /** By `portKey`. */
  readonly granted: Collection<true>;
  readonly blocked: Collection<Refusal>;
  grant(proxy: ProxyId, port: number): void;
  /** `why` is a clause, e.g. `nginx (process 812) listens on it`. */
  block(proxy: ProxyId, port: number, why: string): void;
}

export function createPorts(graph: Graph): Ports {
  const granted = graph.source<true>('main/granted-ports');
  const blocked = graph.source<Refusal>('main/blocked-ports');
  return {
    granted,
    blocked,
    grant: (proxy, port) =>
      graph.batch(() => {
        granted.set(portKey(proxy, port), true);
        blocked.delete(portKey(proxy, port));
      }),
    block: (proxy, port, why) =>
      graph.batch(() => {
        granted.delete(portKey(proxy, port));
        blocked.set(portKey(proxy, port), {
          origins: [gatewayKey(proxy)],
          message: `Port ${port} cannot be used: ${why}`,
        });
      }),
  };
}

function gatewayKey(proxy: ProxyId): string {
  const [namespace = '', name = ''] = proxy.split('/');
  return resourceKey({
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    zone: localZone,
    namespace,
    name,
  });
}
