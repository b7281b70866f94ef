import type { Tracker } from '#graph';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { TextSource } from '#resources';
import type { Authorities } from './authorities.ts';

/** textOf gives a text that an object holds, or that stands in a ConfigMap: under `key`, else under whatever comes first. */
export function textOf(
  source: TextSource,
  key: string,
  { ref: { namespace } }: { readonly ref: ResourceRef },
  { authorities, track }: { readonly authorities: Authorities; readonly track: Tracker },
): { readonly text: string; readonly problem?: never } | { readonly text?: never; readonly problem: string } {
  switch (source.kind) {
    case 'inline':
      return { text: source.text };
    case 'reference': {
      const { group, kind, name } = source.ref;
      const shown = `${kind} ${namespace}/${name}`;
      if (group !== '' || kind !== 'ConfigMap') return { problem: `names ${shown}, which is no ConfigMap` };
      const object = resourceKey({ group, kind, zone: localZone, namespace, name });
      const data = track.fetch(authorities.configMaps, object)?.spec.data;
      if (data === undefined) return { problem: `names ${shown}, which was not found` };
      const text = data[key] ?? Object.values(data)[0];
      return text === undefined ? { problem: `names ${shown}, which has nothing under ${key}` } : { text };
    }
  }
}
