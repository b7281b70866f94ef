/** keptLine is what somebody keeps under a key of a Secret or ConfigMap: the line break with which a file ends is no part of it. */
export function keptLine(kept: string | Uint8Array): string {
  const text = typeof kept === 'string' ? kept : Buffer.from(kept).toString();
  return text.replace(/\r?\n$/, '');
}
