import { Type } from 'typebox';
import { annotationValue } from './gateway-api/fields.ts';
import { annotationKey, labelKey, labelValue } from './names.ts';
import { ruled } from './schema/annotate.ts';
import { anything } from './schema/anything.ts';
import { mapOf } from './schema/map-of.ts';

/** own is a field that is copied into a Kubernetes object; the API server checks it when the object is made. */
export const own = Type.Optional(anything);

/** ownMap is such a field that must be a map. */
export const ownMap = ruled(anything, (value, report) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) report('must be a map');
});

/** labels and annotations are those of a Kubernetes object. */
export const labels = mapOf(labelKey, labelValue, 64);
export const annotations = mapOf(annotationKey, annotationValue, 64);

/** The directives `$patch` of a strategic merge that are served. */
const directives: ReadonlySet<unknown> = new Set(['delete', 'replace', 'merge']);
/** otherDirective returns the first directive that is not served; undefined where there is none. */
export function otherDirective(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [field, inner] of Object.entries(value)) {
    if (field === '$patch' ? !directives.has(inner) : field.startsWith('$')) return field;
    const found = otherDirective(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
