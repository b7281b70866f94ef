import { localZone } from '#lib/resource-ref.ts';
import { type AnyResource, placeInMesh } from '#resources';

/**
 * computedLabels are the labels of an object of a mesh: those written, and those by which everybody may choose it without its
 * author having written them (`kuma.md`, 2.3).
 */
export function computedLabels(object: AnyResource): Readonly<Record<string, string>> {
  const { ref, metadata } = object;
  return {
    'kuma.io/display-name': ref.name,
    'kuma.io/mesh': placeInMesh(object).mesh,
    'kuma.io/zone': ref.zone === localZone ? 'default' : ref.zone,
    'kuma.io/origin': 'zone',
    ...metadata.labels,
  };
}
