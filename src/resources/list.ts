import { isPlainObject } from './schema/describe.ts';

/**
 * expandList gives the objects of a `List` (`kind: List`, or `HTTPRouteList` and the like with `items`), and of anything
 * else the thing itself. A List's own List is not expanded: Kubernetes has no such thing.
 */
export function expandList(object: unknown): readonly unknown[] {
  if (!isPlainObject(object)) return [object];
  const { kind, items } = object;
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : [object];
}
