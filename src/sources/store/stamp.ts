import { type Fields, isMap } from '#lib/fields.ts';
import { isUniversal } from '#resources';

/** Stamp is what the store, not the writer, adds to an object. Times are RFC 3339. */
export interface Stamp {
  readonly uid: string;
  /** Counts the changes to the object, except those of labels and annotations only. */
  readonly generation: number;
  readonly version: number;
  readonly created: string;
  readonly modified: string;
}

/** stamped puts a stamp into an object, as far as the object's form has a place for it. */
export function stamped(object: Fields, { uid, generation, version, created, modified }: Stamp): Fields {
  if (isUniversal(object)) return { ...object, creationTime: created, modificationTime: modified };
  return {
    ...object,
    metadata: {
      ...asFields(object.metadata),
      uid,
      resourceVersion: String(version),
      generation,
      creationTimestamp: created,
    },
  };
}

/** unstamped is the part of an object that is stored: what its writer wrote. Its status is ours to find out. */
export function unstamped(object: Fields): Fields {
  const { status: _, ...said } = object;
  if (isUniversal(said)) {
    const { creationTime: _c, modificationTime: _m, ...rest } = said;
    return rest;
  }
  if (!isMap(said.metadata)) return said;
  const { uid, resourceVersion, generation, creationTimestamp, managedFields, ...metadata } = said.metadata;
  return { ...said, metadata };
}

/** versionIn is the version that an object says it was read at, as Kubernetes writes it; undefined where it says none. */
export function versionIn(object: Fields): string | undefined {
  const { resourceVersion } = asFields(object.metadata);
  return typeof resourceVersion === 'string' && resourceVersion !== '' ? resourceVersion : undefined;
}

function asFields(value: unknown): Fields {
  return isMap(value) ? value : {};
}
