import type { Locate } from '#inspect';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Origin } from '#sources';

/** locateBy finds places by a source's `origin`. */
export function locateBy(origin: (key: ResourceKey) => Origin | undefined): Locate {
  return (key, path) => {
    const found = origin(key);
    return found === undefined ? undefined : { file: found.file, line: found.locate(path) };
  };
}
