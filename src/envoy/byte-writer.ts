/**
 * The buffer in which messages are put together, one after the other: encoding is synchronous, and its result is copied out
 * at the end.
 */
let bytes = Buffer.allocUnsafeSlow(64 * 1024);
let end = 0;

/** collect gives the bytes that `write` writes. It may not be called within itself. */
export function collect(write: () => void): Uint8Array {
  end = 0;
  write();
  return Buffer.from(bytes.subarray(0, end));
}

export function writeVarint(value: number): void {
  reserve(5);
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes[end++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[end++] = rest;
}

/** writeLongVarint writes 64 bits. */
export function writeLongVarint(value: bigint): void {
  reserve(10);
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    bytes[end++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  bytes[end++] = Number(rest);
}

export function writeFloat(value: number): void {
  reserve(4);
  end = bytes.writeFloatLE(value, end);
}

export function writeDouble(value: number): void {
  reserve(8);
  end = bytes.writeDoubleLE(value, end);
}

/** writeString writes a text with its length before it. */
export function writeString(text: string): void {
  // Nearly all texts are short and ASCII, for which a call out of the engine costs more than a loop.
  const { length } = text;
  if (length < 128) {
    reserve(length + 1);
    const start = end;
    bytes[end++] = length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        end = start;
        break;
      }
      bytes[end++] = code;
    }
    if (end > start) return;
  }
  const size = Buffer.byteLength(text);
  writeVarint(size);
  reserve(size);
  end += bytes.write(text, end);
}

/** writeBytes writes bytes with their length before them. */
export function writeBytes(content: Uint8Array): void {
  writeVarint(content.length);
  reserve(content.length);
  bytes.set(content, end);
  end += content.length;
}

/** writeFields writes fields that are encoded already, tags and all. */
export function writeFields(fields: Uint8Array): void {
  reserve(fields.length);
  bytes.set(fields, end);
  end += fields.length;
}

/** openLength begins bytes that stand behind their own length; closeLength, given the place that it returned, ends them. */
export function openLength(): number {
  reserve(1);
  return end++;
}

export function closeLength(place: number): void {
  const size = end - place - 1;
  if (size < 128) {
    bytes[place] = size;
    return;
  }
  const more = size < 1 << 14 ? 1 : size < 1 << 21 ? 2 : size < 1 << 28 ? 3 : 4;
  reserve(more);
  bytes.copyWithin(place + 1 + more, place + 1, end);
  end = place;
  writeVarint(size);
  end += size;
}

function reserve(count: number): void {
  if (end + count <= bytes.length) return;
  bytes = Buffer.concat([bytes], Math.max(bytes.length * 2, end + count));
}
