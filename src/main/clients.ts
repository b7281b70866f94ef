import type { Collection, Graph } from '#graph';
import type { Client } from '#xds';

/** ms. When a thousand proxies connect at once, the clients are looked at a few times, not a thousand times. */
const pause = 100;

/** ServedViews are the views that a client has in force, by id, for status. */
export interface ServedViews {
  readonly served: Collection<true>;
  /** Says that clients came or went. */
  look(): void;
  /** Says that a client of a view acknowledged something. */
  acknowledged(view: string): void;
  stop(): void;
}

/**
 * followClients keeps the views that a client has in force as a collection. A view is in it from when one of its clients has
 * acknowledged the listeners until the last client is gone; a client with a change still ahead of it keeps serving what it
 * had. `onLook` gets the clients found at each look.
 */
export function followClients(
  graph: Graph,
  clients: () => readonly Client[],
  onLook: (clients: readonly Client[]) => void = () => {},
): ServedViews {
  const served = graph.source<true>('main/served');
  let timer: NodeJS.Timeout | undefined;
  const follow = () => {
    timer = undefined;
    const found = clients();
    const views = new Set(found.map(c => c.view));
    graph.batch(() => {
      for (const [view] of [...served.entries()]) if (!views.has(view)) served.delete(view);
      for (const { view, hasListeners } of found) if (hasListeners) served.set(view, true);
    });
    onLook(found);
  };
  const look = () => {
    timer ??= setTimeout(follow, pause).unref();
  };
  return {
    served,
    look,
    acknowledged: view => {
      if (!served.has(view)) look();
    },
    stop: () => clearTimeout(timer),
  };
}
