import type { Introspection, ShownItem } from '#inspect';
import { compareTexts } from '#lib/compare-texts.ts';
import { isMap } from '#lib/fields.ts';
import { groupBy } from '#lib/group-by.ts';
import { mergeSettings } from '#lib/merge-settings.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { writtenLabels } from '../written-labels.ts';

/** Kinds whose entries stand beside each other: none of them overrides another. */
const besideEachOther: ReadonlySet<string> = new Set(['MeshTrafficPermission', 'MeshHTTPRoute']);

/** confsOf is what entries of one kind come to: one value, merged in order, or a value for each. */
export function confsOf(kind: string, items: readonly ShownItem[]): readonly object[] {
  const settings = items.map(item => item.settings);
  if (besideEachOther.has(kind)) return settings;
  const merged = mergeSettings(settings);
  return merged === undefined ? [] : [merged];
}

/** kindOfItem is the kind of the policy that an entry is of. */
export function kindOfItem({ policy }: ShownItem): string {
  return parseResourceKey(policy).kind;
}

/** byKind are entries by the kind of their policies, in the order of the kinds' names. */
export function byKind(items: readonly ShownItem[]): readonly (readonly [string, readonly ShownItem[]])[] {
  return [...groupBy(items, kindOfItem)].sort(([a], [b]) => compareTexts(a, b));
}

/** policiesOf are the policies that entries are of, each once. */
export function policiesOf(items: readonly ShownItem[]): readonly ResourceKey[] {
  return [...new Set(items.map(({ policy }) => policy))];
}

/** indexOf is the position of an entry in its list: 1 for `spec.to[1]`, and 0 for `spec.default`. */
export function indexOf({ at }: ShownItem): number {
  return Number(/\[(\d+)\]$/.exec(at)?.[1] ?? 0);
}

/** metaOf names an object in Kuma's form. */
export function metaOf(key: ResourceKey, introspection: Introspection): object {
  const { kind, namespace, name } = parseResourceKey(key);
  const object = introspection.object(key);
  const mesh = typeof object?.mesh === 'string' ? object.mesh : namespace;
  return { type: kind, ...(mesh === '' ? {} : { mesh }), name, labels: labelsOf(key, introspection) };
}

/** labelsOf are the labels of an object as written. */
export function labelsOf(key: ResourceKey, introspection: Introspection): Readonly<Record<string, string>> {
  const written = writtenLabels({ ...introspection.object(key) });
  return Object.fromEntries(
    Object.entries(isMap(written) ? written : {}).map(([label, value]) => [label, String(value)]),
  );
}
