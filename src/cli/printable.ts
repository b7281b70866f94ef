/**
 * printable turns a foreign text (from a file, a proxy, an Envoy) into one line: none of its control characters reaches the
 * terminal.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

/** allPrintable is the same of every text in some JSON. */
export function allPrintable<T>(json: T): T {
  return JSON.parse(JSON.stringify(json), (_, value) =>
    typeof value === 'string' ? printable(value) : value,
  );
}
