import type { HeaderChanges } from '#model';
import { matchesPattern } from './matches.ts';

/** changedHeaders are the headers of a request after a listener has changed them: it removes first, then sets and adds. */
export function changedHeaders(
  headers: ReadonlyMap<string, string>,
  { set, add, addIfAbsent, remove, removeMatching }: HeaderChanges,
): Map<string, string> {
  const gone = new Set(remove.map(name => name.toLowerCase()));
  const changed = new Map(
    [...headers].filter(
      ([name]) => !gone.has(name) && !removeMatching.some(pattern => matchesPattern(pattern, name)),
    ),
  );
  for (const { name, value } of set) changed.set(name.toLowerCase(), value);
  for (const { name, value } of add) {
    const known = changed.get(name.toLowerCase());
    changed.set(name.toLowerCase(), known === undefined ? value : `${known},${value}`);
  }
  for (const { name, value } of addIfAbsent) {
    if (!changed.has(name.toLowerCase())) changed.set(name.toLowerCase(), value);
  }
  return changed;
}
