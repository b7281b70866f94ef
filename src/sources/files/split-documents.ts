/** Slice is the range of a document in a file's bytes: `[start, end)`. Its `---` line, if any, belongs to it. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

const dash = 0x2d;
const dot = 0x2e;
const percent = 0x25;
const hash = 0x23;
const lineFeed = 0x0a;

/**
 * splitDocuments finds the documents of a YAML stream without parsing it (YAML 1.2.2, 9.1 and 9.2): `---` and `...` end a
 * document where they stand at the first column and are followed by white space or nothing. They do so even inside block
 * scalars and quoted text, which is why a search for line ends is enough. Directives (`%YAML 1.2`) go with the document
 * after them. A byte order mark and slices of nothing but white space are left out.
 */
export function splitDocuments(bytes: Buffer): Slice[] {
  const slices: Slice[] = [];
  const markers = new Markers(bytes);
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  // Directives can stand only where no `---` has been yet: at the start and after `...`.
  let mayHoldDirectives = true;
  for (let marker = markers.next(start); marker < bytes.length; marker = markers.next(marker + 3)) {
    if (bytes[marker] === dash) {
      if (mayHoldDirectives && beginsWithDirective(bytes, start, marker)) {
        mayHoldDirectives = false;
        continue;
      }
      push(slices, bytes, start, marker);
      start = marker;
      mayHoldDirectives = false;
    } else {
      push(slices, bytes, start, marker);
      const end = bytes.indexOf(lineFeed, marker);
      start = end === -1 ? bytes.length : end + 1;
      mayHoldDirectives = true;
    }
  }
  push(slices, bytes, start, bytes.length);
  return slices;
}

function push(slices: Slice[], bytes: Buffer, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    if (!isSpace(bytes[at])) {
      slices.push({ start, end });
      return;
    }
  }
}

/** Markers finds the starts of lines that are document markers, in order. */
class Markers {
  readonly #bytes: Buffer;
  #dashes = -1;
  #dots = -1;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The first marker at or after `from`; the length of the bytes where there is none. */
  next(from: number): number {
    const atStart = from === 0 || (from === 3 && this.#bytes[0] === 0xef);
    if (atStart && isMarker(this.#bytes, from, this.#bytes[from])) return from;
    if (this.#dashes < from) this.#dashes = this.#find('\n---', from);
    if (this.#dots < from) this.#dots = this.#find('\n...', from);
    return Math.min(this.#dashes, this.#dots);
  }

  #find(text: string, from: number): number {
    for (let at = Math.max(from - 1, 0); ; at++) {
      at = this.#bytes.indexOf(text, at, 'latin1');
      if (at === -1) return this.#bytes.length;
      if (isMarker(this.#bytes, at + 1, this.#bytes[at + 1])) return at + 1;
    }
  }
}

function isMarker(bytes: Buffer, at: number, char: number | undefined): boolean {
  if (char !== dash && char !== dot) return false;
  if (bytes[at + 1] !== char || bytes[at + 2] !== char) return false;
  return at + 3 >= bytes.length || isSpace(bytes[at + 3]);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === lineFeed || byte === 0x0d || byte === 0x09;
}

function beginsWithDirective(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === percent) return true;
    if (byte === hash) {
      const lineEnd = bytes.indexOf(lineFeed, at);
      if (lineEnd === -1) return false;
      at = lineEnd;
    } else if (!isSpace(byte)) {
      return false;
    }
  }
  return false;
}
