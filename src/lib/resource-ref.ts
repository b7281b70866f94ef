/** The zone of everything that names no other. */
export const localZone = 'local';

/**
 * ResourceRef identifies an object permanently: it has no API version, since versions are converted to one hub type. `group` is
 * '' for the core group; `namespace` is '' for cluster-scoped kinds.
 */
export interface ResourceRef {
  readonly group: string;
  readonly kind: string;
  readonly zone: string;
  readonly namespace: string;
  readonly name: string;
}

/** ResourceKey is a ResourceRef as a map key: `group/kind/zone/namespace/name`. None of its parts may hold a `/`. */
export type ResourceKey = string;

/**
 * resourceKey makes the key of a reference. Like all keys that are kept by the thousand it is joined, not concatenated: a
 * concatenated string keeps its pieces alive as well.
 */
export function resourceKey(ref: ResourceRef): ResourceKey {
  return [ref.group, ref.kind, ref.zone, ref.namespace, ref.name].join('/');
}

/** parseResourceKey is the inverse of resourceKey. It throws on a string that resourceKey did not make (a bug). */
export function parseResourceKey(key: ResourceKey): ResourceRef {
  const [group, kind, zone, namespace, name] = key.split('/');
  if (group === undefined || !kind || !zone || namespace === undefined || !name) {
    throw new Error(`not a resource key: ${key}`);
  }
  return { group, kind, zone, namespace, name };
}

/** displayRef is a reference in a form for people: `httproute/default/shop`, without the zone where it is the local one. */
export function displayRef(ref: ResourceRef): string {
  const zone = ref.zone === localZone ? [] : [ref.zone];
  const namespace = ref.namespace === '' ? [] : [ref.namespace];
  return [ref.kind.toLowerCase(), ...zone, ...namespace, ref.name].join('/');
}
