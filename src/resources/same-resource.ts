import { deepEqual } from '#lib/equal.ts';
import type { Resource } from './kind.ts';

/**
 * sameResource is the equality of resources, disregarding `resourceVersion`: that also changes with what does not matter to
 * readers, such as the status that we write.
 */
export function sameResource(a: Resource<string, unknown>, b: Resource<string, unknown>): boolean {
  if (a.metadata.resourceVersion === b.metadata.resourceVersion) return deepEqual(a, b);
  return deepEqual(versionless(a), versionless(b));
}

function versionless({ metadata, ...rest }: Resource<string, unknown>): unknown {
  const { resourceVersion: _, ...others } = metadata;
  return { ...rest, metadata: others };
}
