import { decodeDocument } from './decode-document.ts';
import type { Document, Position } from './document.ts';
import { type Format, formatOf } from './file-name.ts';
import { limits } from './limits.ts';
import type { Mistake } from './parse-document.ts';
import type { FileContent } from './read-file.ts';
import { hashSlice } from './slice-hash.ts';
import { type Slice, splitDocuments } from './split-documents.ts';

/** FileVersion is what is kept of one reading of a file, for the comparison with the next. */
export interface FileVersion {
  readonly documents: readonly Document[];
  readonly inode: number;
  readonly tail: Tail | undefined;
}

/** Tail is how the last document ends; undefined where it is too long to be worth looking at. */
interface Tail {
  readonly lines: number;
  /** Hash of the last line. */
  readonly lastLine: number;
  readonly endsLine: boolean;
}

/** Reading is a new version and what it changed. */
export interface Reading {
  readonly version: FileVersion;
  readonly removed: readonly Document[];
  readonly added: readonly Document[];
}

/** A last document longer than this is not checked for being cut off. */
const maxTailBytes = 256 * 1024;
const lineFeed = 0x0a;

/**
 * readVersion finds the documents of a file and decodes those that were not there before. It recognizes the others by a hash
 * of their bytes, so an edit costs the scan of its file and the decoding of what changed.
 */
export function readVersion(
  content: Exclude<FileContent, { kind: 'unusable' }>,
  path: string,
  before: FileVersion,
): Reading | Mistake {
  if (content.kind === 'absent') {
    const version = { documents: [], inode: 0, tail: undefined };
    return { version, removed: before.documents, added: [] };
  }
  const { bytes, inode } = content;
  if (isUtf16(bytes)) return { reason: 'InvalidEncoding', message: 'is UTF-16: save it as UTF-8' };
  const format = formatOf(path);
  const slices = format === 'json' ? wholeFile(bytes) : splitDocuments(bytes);
  if (slices.length > limits.documentsPerFile) {
    return {
      reason: 'TooManyDocuments',
      message: `holds more than ${limits.documentsPerFile} documents: split it`,
    };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { documents, removed, added } = compare(bytes, view, slices, format, before.documents);
  const last = slices.at(-1);
  const version = { documents, inode, tail: last === undefined ? undefined : tailOf(bytes, view, last) };
  return { version, removed, added };
}

function wholeFile(bytes: Buffer): Slice[] {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const isBlank = bytes.length - start < 64 * 1024 && bytes.toString('latin1', start).trim() === '';
  return isBlank ? [] : [{ start, end: bytes.length }];
}

function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function compare(
  bytes: Buffer,
  view: DataView,
  slices: readonly Slice[],
  format: Format,
  before: readonly Document[],
) {
  const hashes = Float64Array.from(slices, ({ start, end }) => hashSlice(view, start, end));
  const isSame = (document: Document | undefined, i: number): document is Document => {
    const slice = slices[i];
    return document?.hash === hashes[i] && document?.length === (slice?.end ?? 0) - (slice?.start ?? 0);
  };
  let head = 0;
  while (head < slices.length && isSame(before[head], head)) head++;
  let tail = 0;
  const comparable = Math.min(slices.length, before.length) - head;
  while (tail < comparable && isSame(before[before.length - 1 - tail], slices.length - 1 - tail)) tail++;

  const unclaimed = byHash(before.slice(head, before.length - tail));
  const added: Document[] = [];
  const documents = slices.map(({ start, end }, i): Document => {
    if (i < head || i >= slices.length - tail) {
      const kept = before[i < head ? i : i - slices.length + before.length];
      if (kept !== undefined) return kept;
    }
    const moved = unclaimed.get(hashes[i] ?? 0)?.pop();
    if (isSame(moved, i)) return moved;
    const document: Document = { hash: hashes[i] ?? 0, length: end - start, index: i, items: [] };
    document.items = decodeDocument(bytes.subarray(start, end), format, document);
    added.push(document);
    return document;
  });
  documents.forEach((document, i) => {
    document.index = i;
  });
  return { documents, added, removed: [...unclaimed.values()].flat() };
}

function byHash(documents: readonly Document[]): Map<number, Document[]> {
  const found = new Map<number, Document[]>();
  for (const document of documents) {
    const alike = found.get(document.hash);
    if (alike === undefined) found.set(document.hash, [document]);
    else alike.unshift(document);
  }
  return found;
}

function tailOf(bytes: Buffer, view: DataView, { start, end }: Slice): Tail | undefined {
  if (end - start > maxTailBytes) return undefined;
  const endsLine = bytes[end - 1] === lineFeed;
  let lines = 0;
  let lastLine = start;
  for (
    let at = bytes.indexOf(lineFeed, start);
    at !== -1 && at < end - 1;
    at = bytes.indexOf(lineFeed, at + 1)
  ) {
    lines++;
    lastLine = at + 1;
  }
  return { lines, endsLine, lastLine: hashSlice(view, lastLine, endsLine ? end - 1 : end) };
}

/**
 * isCutOff suspects the last document of `now` to be incomplete. `claimed` is the document for the same object in `settled`,
 * the earlier version of the file.
 *
 * A program that writes a file in place empties it first, so the file may be read before the program is done. Of what was
 * written so far only the last document can be incomplete, and it may still look sound: with one endpoint of two. It is
 * suspect where the inode is the same, it got shorter, and documents after it or lines at its end went too. Removing lines
 * at the end looks the same, and is a deletion too: it waits no longer than any.
 */
export function isCutOff(now: FileVersion, settled: FileVersion, claimed: Position): boolean {
  const last = now.documents.at(-1);
  if (last === undefined || now.inode !== settled.inode || claimed.length <= last.length) return false;
  if (settled.documents.at(-1) !== claimed) return true;
  if (now.tail === undefined || settled.tail === undefined) return false;
  const lostLineEnd = settled.tail.endsLine && !now.tail.endsLine;
  const lostLines = now.tail.lines < settled.tail.lines && now.tail.lastLine !== settled.tail.lastLine;
  return lostLineEnd || lostLines;
}
