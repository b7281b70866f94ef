import type { Collection, Graph } from '#graph';
import type { Client } from '#xds';

/** ms. A thousand proxies that connect at once are looked at a few times, not a thousand times. */
const pause = 100;

/** ConnectedClients are the views that have a client, by id, for status. */
export interface ConnectedClients {
  readonly connected: Collection<true>;
  /** Says that clients came or went. */
  look(): void;
  stop(): void;
}

/** followClients keeps the views that have a client as a collection; `onLook` is told who was found at each look. */
export function followClients(
  graph: Graph,
  clients: () => readonly Client[],
  onLook: (clients: readonly Client[]) => void = () => {},
): ConnectedClients {
  const connected = graph.source<true>('main/connected');
  let timer: NodeJS.Timeout | undefined;
  const follow = () => {
    timer = undefined;
    const found = clients();
    const views = new Set(found.map(c => c.view));
    graph.batch(() => {
      for (const [view] of [...connected.entries()]) if (!views.has(view)) connected.delete(view);
      for (const view of views) connected.set(view, true);
    });
    onLook(found);
  };
  return {
    connected,
    look: () => {
      timer ??= setTimeout(follow, pause).unref();
    },
    stop: () => clearTimeout(timer),
  };
}
