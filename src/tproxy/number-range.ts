/** NumberRange is every whole number from `first` to `last`, both included: ports, or user ids. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** parseRange reads `7` or `7-9` (`7:9`, as iptables writes it) within `least`..`most`; undefined where it is neither. */
export function parseRange(text: string, least: number, most: number): NumberRange | undefined {
  const match = /^(\d{1,10})(?:[-:](\d{1,10}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first < least || last > most || first > last ? undefined : { first, last };
}

/** formatRange writes `7` or `7-9`, with the separator that the reader wants. */
export function formatRange({ first, last }: NumberRange, separator = '-'): string {
  return first === last ? `${first}` : `${first}${separator}${last}`;
}

/** mergeRanges is the shortest ascending list of ranges that holds exactly the same numbers. */
export function mergeRanges(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const merged: NumberRange[] = [];
  for (const next of ranges.toSorted((a, b) => a.first - b.first)) {
    const previous = merged.at(-1);
    if (previous === undefined || next.first > previous.last + 1) merged.push(next);
    else if (next.last > previous.last)
      merged[merged.length - 1] = { first: previous.first, last: next.last };
  }
  return merged;
}

/** inRanges tells whether one of the ranges holds the number. */
export function inRanges(ranges: readonly NumberRange[], number: number): boolean {
  return ranges.some(({ first, last }) => first <= number && number <= last);
}

/** everyPort is the range of all TCP and UDP ports. */
export const everyPort: NumberRange = { first: 1, last: 65_535 };

/** highestUser is the highest user id that a process can have; 2^32-1 means "no user" to the kernel. */
export const highestUser = 4_294_967_294;
