const parts = /([0-9]{1,5})(ms|h|m|s)/gy;
const form = /^(?:[0-9]{1,5}(?:h|m|s|ms)){1,4}$/;
const milliseconds: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/**
 * parseDuration reads a Gateway API duration (GEP-2257: `1h30m`, `10s`, `500ms`; at most four parts of at most five
 * digits) as milliseconds. It gives undefined for anything else.
 */
export function parseDuration(text: string): number | undefined {
  if (text.length > 28 || !form.test(text)) return undefined;
  let total = 0;
  for (const [, digits, unit] of text.matchAll(parts))
    total += Number(digits) * (milliseconds[unit ?? ''] ?? 0);
  return total;
}

/** protobufDuration converts milliseconds to a google.protobuf.Duration. */
export function protobufDuration(milliseconds: number): { readonly seconds: bigint; readonly nanos: number } {
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds: BigInt(seconds), nanos: Math.round((milliseconds - seconds * 1000) * 1e6) };
}
