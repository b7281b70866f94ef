import type { Report } from './annotate.ts';

/** uniqueBy makes a rule that no two items of a list have the same `property`; items without it are ignored. */
export function uniqueBy<Property extends string>(
  property: Property,
): (items: readonly { readonly [P in Property]?: string | number }[], report: Report) => void {
  return (items, report) => {
    if (items.length < 2) return;
    const seen = new Map<string | number, number>();
    items.forEach((item, index) => {
      const value = item[property];
      if (value === undefined) return;
      const first = seen.get(value);
      if (first === undefined) seen.set(value, index);
      else report(`must be unique in its list, but item ${first} has "${value}" too`, index, property);
    });
  };
}

/** unique is a rule that no value occurs twice in a list. */
export function unique(items: readonly (string | number)[], report: Report): void {
  items.forEach((item, index) => {
    const first = items.indexOf(item);
    if (first < index) report(`must be unique in its list, but item ${first} is "${item}" too`, index);
  });
}
