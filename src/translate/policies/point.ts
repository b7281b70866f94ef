import { parseResourceKey, type ResourceKey, type ResourceRef } from '#lib/resource-ref.ts';
import { type ListenerName, placeOfListener } from '#model';
import { gatewayApiGroup, listenerSetKinds } from '#resources';
import { backendKinds } from '../backends/index.ts';
import { routeKinds } from '../routes/index.ts';

/** PointKind is a step of the chain along which policies are in force: from gateway (or ListenerSet) to route to backend. */
export type PointKind = 'gateway' | 'route' | 'backend';

/** pointKindOf says which step of the chain objects of a kind are; undefined where none. */
export function pointKindOf(group: string, kind: string): PointKind | undefined {
  const is = (known: { readonly group: string; readonly kind: string }) =>
    known.group === group && known.kind === kind;
  if (group === gatewayApiGroup && kind === 'Gateway') return 'gateway';
  if (listenerSetKinds.some(is)) return 'gateway';
  if (routeKinds.some(is)) return 'route';
  return backendKinds.some(is) ? 'backend' : undefined;
}

/** PointKey names a place where a policy can be in force: an object, or a section of it (a listener, a rule, a port). */
export type PointKey = string;

/** pointKey makes the key. Sections hold no `/`, as the parts of a ResourceKey do not. */
export function pointKey(object: ResourceKey, section?: string): PointKey {
  return section === undefined ? object : [object, section].join('/');
}

/** pointsOfListener are the points of the chain at and above a listener of a gateway, the most specific first. */
export function pointsOfListener(gateway: ResourceKey, name: ListenerName): readonly PointKey[] {
  const { object, section } = placeOfListener(gateway, name);
  const own = [pointKey(object, section), object];
  return object === gateway ? own : [...own, gateway];
}

/** parsePoint is the inverse of pointKey. */
export function parsePoint(point: PointKey): { readonly object: ResourceRef; readonly section?: string } {
  const parts = point.split('/');
  const object = parseResourceKey(parts.slice(0, 5).join('/'));
  const [, , , , , section] = parts;
  return section === undefined ? { object } : { object, section };
}
