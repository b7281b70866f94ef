import type { Locate } from '#inspect';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Origin } from '#sources';

/** locateBy finds places through what a source knows of origins. */
export function locateBy(origin: (key: ResourceKey) => Origin | undefined): Locate {
  return (key, path) => {
    const found = origin(key);
    return found === undefined ? undefined : { file: found.file, line: found.locate(path) };
  };
}
