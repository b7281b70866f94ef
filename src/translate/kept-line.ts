/** keptLine is the text under a key of a Secret or ConfigMap, without the line break that ends a file. */
export function keptLine(kept: string | Uint8Array): string {
  const text = typeof kept === 'string' ? kept : Buffer.from(kept).toString();
  return text.replace(/\r?\n$/, '');
}
