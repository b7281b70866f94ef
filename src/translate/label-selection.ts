import { hasEntries } from '#lib/has-entries.ts';
import type { LabelSelector } from '#resources';

type Labels = Readonly<Record<string, string>>;

/** selects tells whether a selector chooses what has these labels: all of its conditions must hold. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return (
    hasEntries(labels, selector.matchLabels) &&
    selector.matchExpressions.every(requirement => meets(labels[requirement.key], requirement))
  );
}

type Requirement = LabelSelector['matchExpressions'][number];

function meets(value: string | undefined, { operator, values }: Requirement): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
