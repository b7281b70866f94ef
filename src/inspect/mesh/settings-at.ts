import { isMap } from '#lib/fields.ts';

/**
 * settingsAt are the settings of an entry of a policy as written: its `default`, or all that the entry says besides whom it is
 * about (a MeshHTTPRoute has `rules` there). `at` is a path like `spec.to[0]`.
 */
export function settingsAt(policy: Readonly<Record<string, unknown>>, at: string): object {
  let found: unknown = policy;
  for (const [, name, index] of at.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (name !== undefined) found = isMap(found) ? found[name] : undefined;
    else found = Array.isArray(found) ? found[Number(index)] : undefined;
  }
  if (!isMap(found)) return {};
  if (at.endsWith('.default')) return found;
  const { targetRef: _, matches: __, default: settings, ...rest } = found;
  return isMap(settings) ? settings : rest;
}
