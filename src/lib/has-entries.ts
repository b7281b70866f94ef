/**
 * hasEntries tells whether labels, or tags, include all wanted ones, each with its value. An empty `wanted` matches everything.
 */
export function hasEntries(
  has: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => has[key] === value);
}
