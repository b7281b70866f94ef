import { resourceKey } from '#lib/resource-ref.ts';
import { type ListenerName, listenerNameIn } from '#model';
import type { Gateway, ListenerSet } from '#resources';

/** ListenerHolder is what listeners are written in. */
export type ListenerHolder = Gateway | ListenerSet;

/** nameOf tells a listener from all others of the gateway that it comes to belong to. */
export function nameOf(holder: ListenerHolder, section: string): ListenerName {
  return holder.id === 'gateway-api/Gateway' ? section : listenerNameIn(resourceKey(holder.ref), section);
}
