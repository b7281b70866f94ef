/** printable is a text of others' (of a file, a proxy, an Envoy) as one line: no control character of it reaches the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

/** allPrintable is the same of every text in some JSON. */
export function allPrintable<T>(json: T): T {
  return JSON.parse(JSON.stringify(json), (_, value) =>
    typeof value === 'string' ? printable(value) : value,
  );
}
