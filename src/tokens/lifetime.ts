const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };
const longest = 10 * 365 * 24 * 3_600_000;

/**
 * readLifetime reads how long a token is to be valid (`720h`, `1h30m`), in ms; undefined where the text is malformed, or
 * means more than ten years.
 */
export function readLifetime(text: string): number | undefined {
  if (!/^(\d{1,9}(\.\d{1,3})?[hms]){1,3}$/.test(text)) return undefined;
  let total = 0;
  for (const [, number, unit = ''] of text.matchAll(/([\d.]+)([hms])/g))
    total += Number(number) * (units[unit] ?? 0);
  return total > 0 && total <= longest ? total : undefined;
}
