import { Type } from 'typebox';
import { labelKey, labelValue } from '../names.ts';
import { type Report, ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';

/** selectorOperators are the valid operators. */
export const selectorOperators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** valuesProblem says what is wrong with the values of a requirement; undefined where nothing is. */
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

/** labelSelector selects objects by their labels: all of its conditions must hold; an empty one selects all. */
export const labelSelector = Type.Object({
  matchLabels,
  matchExpressions: Type.Array(known, { maxItems: 64, default: [] }),
});

/** openSelector also accepts unknown operators, as the API server does: translation reports them. */
export const openSelector = Type.Object({
  matchLabels,
  matchExpressions: Type.Array(open, { maxItems: 64, default: [] }),
});
export type LabelSelector = Read<typeof openSelector>;

/** selectorWhereAsked warns where namespaces are to be selected but the selector is missing. */
export function selectorWhereAsked(
  { from, selector }: { readonly from: string; readonly selector?: LabelSelector },
  report: Report,
): void {
  if (from === 'Selector' && selector === undefined) {
    report.warning('is missing where from is Selector, so that nothing can attach', 'selector');
  }
}
