import type { ResourceKey } from '#lib/resource-ref.ts';

/**
 * ListenerName tells a listener from all others of its gateway. It is the name as written for the Gateway's own listeners, and
 * `<ResourceKey>/<name>` for those of a ListenerSet or of one of several Gateways that share a proxy. No name as written holds a
 * `/`.
 */
export type ListenerName = string;

/** listenerNameIn makes the name of a listener that is written in one of several objects of a proxy. */
export function listenerNameIn(object: ResourceKey, section: string): ListenerName {
  return [object, section].join('/');
}

/** ListenerPlace says where a listener is written: the object, and the listener's name there. */
export interface ListenerPlace {
  readonly object: ResourceKey;
  readonly section: string;
}

/** placeOfListener returns where a listener of a gateway is written. */
export function placeOfListener(gateway: ResourceKey, name: ListenerName): ListenerPlace {
  const end = name.lastIndexOf('/');
  return end < 0
    ? { object: gateway, section: name }
    : { object: name.slice(0, end), section: name.slice(end + 1) };
}
