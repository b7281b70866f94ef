import { localZone } from '#lib/resource-ref.ts';
import { type AnyResource, placeInMesh } from '#resources';

/** zoneLabel says in which zone something stands; it may be a tag as well. */
export const zoneLabel = 'kuma.io/zone';

/** zoneName is how a zone is called in labels, in names and in what is told of it. The one that is here is `default`. */
export function zoneName(zone: string): string {
  return zone === localZone ? 'default' : zone;
}

/**
 * computedLabels are the labels of an object of a mesh: those written, and those by which everybody may choose it without its
 * author having written them (`kuma.md`, 2.3).
 */
export function computedLabels(object: AnyResource): Readonly<Record<string, string>> {
  const { ref, metadata } = object;
  return {
    'kuma.io/display-name': ref.name,
    'kuma.io/mesh': placeInMesh(object).mesh,
    [zoneLabel]: zoneName(ref.zone),
    'kuma.io/origin': 'zone',
    ...metadata.labels,
  };
}
