import { Type } from 'typebox';
import { labelKey, labelValue } from '../names.ts';
import { type Report, ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';

const requirement = ruled(
  Type.Object({
    key: labelKey,
    operator: Type.Enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: Type.Array(labelValue, { maxItems: 256, default: [] }),
  }),
  ({ operator, values }, report) => {
    const needsValues = operator === 'In' || operator === 'NotIn';
    if (needsValues && values.length === 0)
      report.warning(`is empty where the operator is ${operator}`, 'values');
    if (!needsValues && values.length > 0)
      report.warning(`has no effect where the operator is ${operator}`, 'values');
  },
);

/** labelSelector chooses objects by their labels: all of its conditions must hold; an empty one chooses all. */
export const labelSelector = Type.Object({
  matchLabels: mapOf(labelKey, labelValue, 64),
  matchExpressions: Type.Array(requirement, { maxItems: 64, default: [] }),
});
export type LabelSelector = Read<typeof labelSelector>;

/** selectorWhereAsked: namespaces that are chosen by a selector need one. */
export function selectorWhereAsked(
  { from, selector }: { readonly from: string; readonly selector?: LabelSelector },
  report: Report,
): void {
  if (from === 'Selector' && selector === undefined) {
    report.warning('is missing where from is Selector, so that nothing can attach', 'selector');
  }
}
