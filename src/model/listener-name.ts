import type { ResourceKey } from '#lib/resource-ref.ts';

/**
 * ListenerName tells a listener from all others of its gateway: its name as written where it is the Gateway's own, and
 * `<ResourceKey>/<name>` where it stands in a ListenerSet, or in one of several Gateways that share a proxy. No name as written
 * holds a `/`.
 */
export type ListenerName = string;

/** listenerNameIn makes the name of a listener that stands in one of several objects of a proxy. */
export function listenerNameIn(object: ResourceKey, section: string): ListenerName {
  return [object, section].join('/');
}

/** ListenerPlace is where a listener is written: an object, and its name there. */
export interface ListenerPlace {
  readonly object: ResourceKey;
  readonly section: string;
}

/** placeOfListener is where a listener of a gateway is written. */
export function placeOfListener(gateway: ResourceKey, name: ListenerName): ListenerPlace {
  const end = name.lastIndexOf('/');
  return end < 0
    ? { object: gateway, section: name }
    : { object: name.slice(0, end), section: name.slice(end + 1) };
}
