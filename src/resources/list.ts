import { isPlainObject } from './schema/describe.ts';

/**
 * expandList returns the objects of a `List` (`kind: List`, or `HTTPRouteList` and the like with `items`), and anything else as
 * it is. A List within a List is not expanded: Kubernetes has no such thing.
 */
export function expandList(object: unknown): readonly unknown[] {
  if (!isPlainObject(object)) return [object];
  const { kind, items } = object;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [object];
  if (kind === 'List') return items;
  // The API server leaves apiVersion and kind out of the items of a typed list.
  const type = { apiVersion: object.apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.map((item: unknown) => (isPlainObject(item) ? { ...type, ...item } : item));
}
