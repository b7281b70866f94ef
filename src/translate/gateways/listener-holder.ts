import { resourceKey } from '#lib/resource-ref.ts';
import { type Aged, bySeniority, type ListenerName, listenerNameIn } from '#model';
import type { Gateway, ListenerSet } from '#resources';

/** ListenerHolder is an object that listeners are written in. */
export type ListenerHolder = Gateway | ListenerSet;

/**
 * nameOf is the name of a listener, unique within its proxy; `isSharing` is set where the holder's Gateway shares the proxy
 * with others.
 */
export function nameOf(holder: ListenerHolder, section: string, isSharing: boolean): ListenerName {
  const isAlone = holder.id === 'gateway-api/Gateway' && !isSharing;
  return isAlone ? section : listenerNameIn(resourceKey(holder.ref), section);
}

/** byPrecedence sorts holders of one kind that share a proxy: what one has, those after it cannot have. */
export function byPrecedence(a: ListenerHolder, b: ListenerHolder): number {
  return bySeniority(aged(a), aged(b));
}

function aged({ ref, metadata }: ListenerHolder): Aged {
  return { origin: resourceKey(ref), created: metadata.creationTimestamp ?? '' };
}
