import type { Tracker } from '#graph';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { TextSource } from '#resources';
import type { Authorities } from './authorities.ts';

/** Envoy Gateway's guides write this as the group of a ConfigMap, though it is the version. */
const coreVersion = 'v1';

/** Stands for bytes that are no text. */
const noText = Symbol();

/** Bytes are a text where they are UTF-8. */
function read(held: string | Uint8Array | undefined): string | undefined | typeof noText {
  if (held === undefined || typeof held === 'string') return held;
  const text = Buffer.from(held).toString();
  return Buffer.from(text).equals(held) ? text : noText;
}

/**
 * textOf gives a text that an object holds itself, or that a ConfigMap holds as text or bytes: under `key`, else under its
 * first key.
 */
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
      if ((group !== '' && group !== coreVersion) || kind !== 'ConfigMap')
        return { problem: `names ${shown}, which is not a ConfigMap` };
      const object = resourceKey({ group: '', kind, zone: localZone, namespace, name });
      const found = track.fetch(authorities.configMaps, object);
      if (found === undefined) return { problem: `names ${shown}, which was not found` };
      const held: { readonly [key: string]: string | Uint8Array } = {
        ...found.spec.data,
        ...found.spec.binaryData,
      };
      const text = read(held[key] ?? Object.values(held)[0]);
      if (text === undefined) return { problem: `names ${shown}, which has nothing under ${key}` };
      return text === noText ? { problem: `names ${shown}, whose bytes under ${key} are no text` } : { text };
    }
  }
}
