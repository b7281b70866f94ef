import { Type } from 'typebox';
import { annotationValue } from './gateway-api/fields.ts';
import { annotationKey, labelKey, labelValue } from './names.ts';
import { ruled } from './schema/annotate.ts';
import { anything } from './schema/anything.ts';
import { mapOf } from './schema/map-of.ts';

/** own is a field of an object of Kubernetes, which checks it when the object is made. */
export const own = Type.Optional(anything);

/** ownMap is one that must be a map. */
export const ownMap = ruled(anything, (value, report) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) report('must be a map');
});

/** labels and annotations are those of an object of Kubernetes. */
export const labels = mapOf(labelKey, labelValue, 64);
export const annotations = mapOf(annotationKey, annotationValue, 64);

/** What says in a strategic merge how to merge: of these that are served, and where others stand. */
const directives: ReadonlySet<unknown> = new Set(['delete', 'replace', 'merge']);
/** otherDirective finds a directive that is not served. */
export function otherDirective(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [field, inner] of Object.entries(value)) {
    if (field === '$patch' ? !directives.has(inner) : field.startsWith('$')) return field;
    const found = otherDirective(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
