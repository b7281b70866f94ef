import { localZone } from '#lib/resource-ref.ts';
import { type AnyResource, placeInMesh } from '#resources';

/** zoneLabel is the label that says in which zone an object is; inbounds may have it as a tag as well. */
export const zoneLabel = 'kuma.io/zone';

/** zoneName is the name of a zone in labels, names and reports. The local zone is `default`. */
export function zoneName(zone: string): string {
  return zone === localZone ? 'default' : zone;
}

/**
 * computedLabels are the labels of an object of a mesh: the written ones, and those that Kuma adds so that everybody can
 * select the object by them (`kuma.md`, 2.3).
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
