/** DerElement is one value of ASN.1 as DER writes it: a tag, a length, and the content. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The whole element: tag, length and content. */
  readonly bytes: Uint8Array;
}

/** der writes an element. Tags are of one byte. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(length)]), ...content]);
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  if (length < 0x10000) return [0x82, length >> 8, length & 0xff];
  throw new Error(`${length} bytes are more than any certificate has`);
}

/** derElements reads a sequence of elements that a library wrote. */
export function derElements(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, first = 0] = bytes.subarray(at, at + 2);
    const more = first < 0x80 ? 0 : first - 0x80;
    const begin = at + 2 + more;
    const length = more === 0 ? first : Buffer.from(bytes).readUIntBE(at + 2, more);
    elements.push({
      tag,
      content: bytes.subarray(begin, begin + length),
      bytes: bytes.subarray(at, begin + length),
    });
    at = begin + length;
  }
  return elements;
}
