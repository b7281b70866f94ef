import { Type } from 'typebox';
import { labelKey, labelValue } from '../names.ts';
import { type Report, ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';

/** selectorOperators are those that mean something. */
export const selectorOperators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** valuesProblem is what is wrong with the values of a requirement; undefined where nothing is. */
export function valuesProblem({
  operator,
  values,
}: {
  readonly operator: string;
  readonly values: readonly string[];
}): string | undefined {
  const needsValues = operator === 'In' || operator === 'NotIn';
  const takesNone = operator === 'Exists' || operator === 'DoesNotExist';
  if (needsValues && values.length === 0) return `is empty where the operator is ${operator}`;
  return takesNone && values.length > 0 ? `has no effect where the operator is ${operator}` : undefined;
}

const values = Type.Array(labelValue, { maxItems: 256, default: [] });
const known = ruled(
  Type.Object({ key: labelKey, operator: Type.Enum([...selectorOperators]), values }),
  (written, report) => {
    const problem = valuesProblem(written);
    if (problem !== undefined) report.warning(problem, 'values');
  },
);
const open = Type.Object({ key: labelKey, operator: Type.String(), values });
const matchLabels = mapOf(labelKey, labelValue, 64);

/** labelSelector chooses objects by their labels: all of its conditions must hold; an empty one chooses all. */
export const labelSelector = Type.Object({
  matchLabels,
  matchExpressions: Type.Array(known, { maxItems: 64, default: [] }),
});

/** openSelector may ask for what has no meaning, as the API server lets it pass: that is translation's to report. */
export const openSelector = Type.Object({
  matchLabels,
  matchExpressions: Type.Array(open, { maxItems: 64, default: [] }),
});
export type LabelSelector = Read<typeof openSelector>;

/** selectorWhereAsked: namespaces that are chosen by a selector need one. */
export function selectorWhereAsked(
  { from, selector }: { readonly from: string; readonly selector?: LabelSelector },
  report: Report,
): void {
  if (from === 'Selector' && selector === undefined) {
    report.warning('is missing where from is Selector, so that nothing can attach', 'selector');
  }
}
