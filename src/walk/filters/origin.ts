/** matchesOrigin tells whether an origin matches a written one, in which a star stands for anything. */
export function matchesOrigin(written: string, origin: string): boolean {
  const [first = '', ...rest] = written.split('*');
  const last = rest.pop();
  if (last === undefined) return origin === written;
  if (!origin.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = origin.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return origin.length - last.length >= at && origin.endsWith(last);
}
