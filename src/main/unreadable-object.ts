import { isMap } from '#lib/fields.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { gatewayApiGroup } from '#resources';
import type { Source } from '#sources';

/**
 * unreadableObject is an object of which no version could be decoded, as far as its status needs it. It is undefined for
 * kinds of the Gateway API: only their decoded content tells whether they are ours or another controller's.
 */
export function unreadableObject(
  key: ResourceKey,
  source: Pick<Source, 'written'>,
): { readonly metadata: { readonly uid: string } } | undefined {
  // Findings about a document that names no object have a key of another form.
  if (key.split('/').length !== 5 || parseResourceKey(key).group === gatewayApiGroup) return undefined;
  const written = source.written(key);
  const metadata = isMap(written) ? written.metadata : undefined;
  return isMap(metadata) && typeof metadata.uid === 'string'
    ? { metadata: { uid: metadata.uid } }
    : undefined;
}
