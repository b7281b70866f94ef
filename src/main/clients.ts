import type { Collection, Graph } from '#graph';
import type { Client } from '#xds';

/** ms. A thousand proxies that connect at once are looked at a few times, not a thousand times. */
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
 * followClients keeps the views that a client has in force as a collection: from when one has acknowledged its listeners to when
 * the last is gone, as who is told of a change serves what was before it. `onLook` is told who was found at each look.
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
