import type { Collection, Graph } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { portKey, proxyId, proxyIdentity } from '#model';
import type { Refusal } from '#status';

/** Ports is what is known about the ports on this machine that gateways want to listen on. */
export interface Ports {
  /** Keys are those of `portKey`. */
  readonly granted: Collection<true>;
  readonly blocked: Collection<Refusal>;
  /** `proxy` is the id of a gateway's proxy. */
  grant(proxy: string, port: number): void;
  /** `why` is a clause such as `nginx (process 812) listens on it`; `origins` are the Gateways whose status says it. */
  block(proxy: string, port: number, why: string, origins: readonly ResourceKey[]): void;
}

export function createPorts(graph: Graph): Ports {
  const granted = graph.source<true>('main/granted-ports');
  const blocked = graph.source<Refusal>('main/blocked-ports');
  return {
    granted,
    blocked,
    grant: (proxy, port) => {
      const key = keyOf(proxy, port);
      graph.batch(() => {
        granted.set(key, true);
        blocked.delete(key);
      });
    },
    block: (proxy, port, why, origins) => {
      const key = keyOf(proxy, port);
      graph.batch(() => {
        granted.delete(key);
        blocked.set(key, { origins, message: `Port ${port} cannot be used: ${why}` });
      });
    },
  };
}

function keyOf(proxy: string, port: number): string {
  const identity = proxyIdentity(proxy);
  if (identity === undefined || identity.kind === 'sidecar')
    throw new Error(`${proxy} is not a gateway's proxy`);
  return portKey(proxyId(identity), port);
}
