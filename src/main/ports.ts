import type { Collection, Graph } from '#graph';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { portKey, proxyId, proxyIdentity } from '#model';
import type { Refusal } from '#status';

/** Ports is what is known of the ports that gateways want to listen on, on this machine. */
export interface Ports {
  /** By `portKey`. */
  readonly granted: Collection<true>;
  readonly blocked: Collection<Refusal>;
  /** `proxy` is the id of a gateway's. */
  grant(proxy: string, port: number): void;
  /** `why` is a clause, e.g. `nginx (process 812) listens on it`. */
  block(proxy: string, port: number, why: string): void;
}

export function createPorts(graph: Graph): Ports {
  const granted = graph.source<true>('main/granted-ports');
  const blocked = graph.source<Refusal>('main/blocked-ports');
  return {
    granted,
    blocked,
    grant: (proxy, port) => {
      const { key } = portOf(proxy, port);
      graph.batch(() => {
        granted.set(key, true);
        blocked.delete(key);
      });
    },
    block: (proxy, port, why) => {
      const { key, gateway } = portOf(proxy, port);
      graph.batch(() => {
        granted.delete(key);
        blocked.set(key, { origins: [gateway], message: `Port ${port} cannot be used: ${why}` });
      });
    },
  };
}

/** A port of a gateway's proxy: its key, and that of the gateway. */
function portOf(proxy: string, port: number): { readonly key: string; readonly gateway: ResourceKey } {
  const identity = proxyIdentity(proxy);
  if (identity?.kind !== 'gateway') throw new Error(`${proxy} is no gateway's proxy`);
  const { namespace, name } = identity;
  const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', zone: localZone, namespace, name };
  return { key: portKey(proxyId(identity), port), gateway: resourceKey(gateway) };
}
