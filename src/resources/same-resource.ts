import { deepEqual } from '#lib/equal.ts';
import type { Resource } from './kind.ts';

/**
 * sameResource is the equality of resources: all but `resourceVersion`, which also counts what is no change to who reads the
 * object, such as the status that we write to it.
 */
export function sameResource(a: Resource<string, unknown>, b: Resource<string, unknown>): boolean {
  if (a.metadata.resourceVersion === b.metadata.resourceVersion) return deepEqual(a, b);
  return deepEqual(versionless(a), versionless(b));
}

function versionless({ metadata, ...rest }: Resource<string, unknown>): unknown {
  const { resourceVersion: _, ...others } = metadata;
  return { ...rest, metadata: others };
}
