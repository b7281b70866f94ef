/** hasEntries tells whether labels, or tags, have all that are wanted, each with its value. Whoever wants none is content with all. */
export function hasEntries(
  has: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => has[key] === value);
}
