import { crc32 } from 'node:zlib';

/**
 * A journal is a sequence of records, oldest first; of records with one name the last is in force. A record is text that a
 * person can read in an emergency:
 *
 *     put <bytes of the name> <bytes of the text> <CRC-32 of name and text, hexadecimal>\n<name>\n<text>\n
 *     del <bytes of the name> 0 <CRC-32 of the name, hexadecimal>\n<name>\n\n
 */
export interface RecordHeader {
  readonly verb: 'put' | 'del';
  readonly nameBytes: number;
  readonly textBytes: number;
  readonly checksum: number;
  /** Bytes of the header line with its line end. */
  readonly headerBytes: number;
}

/** RecordPlace is a record that stands in a file, `offset` bytes from its start. */
export interface RecordPlace extends RecordHeader {
  readonly offset: number;
}

export interface EncodedRecord {
  readonly name: string;
  readonly header: RecordHeader;
  readonly bytes: Buffer;
}

/** The longest header: `put`, two 10-digit numbers, 8 hexadecimal digits, separators. */
const maxHeaderBytes = 40;
const lineEnd = 0x0a;

/** recordBytes is the length of the whole record. */
export function recordBytes(header: RecordHeader): number {
  return header.headerBytes + header.nameBytes + 1 + header.textBytes + 1;
}

/** encodeRecord makes the bytes of one record; `text` undefined makes a `del`. */
export function encodeRecord(name: string, text: string | undefined): EncodedRecord {
  const body = text ?? '';
  const nameBytes = Buffer.byteLength(name);
  const textBytes = Buffer.byteLength(body);
  const verb = text === undefined ? 'del' : 'put';
  const checksum = crc32(body, crc32(name));
  const line = `${verb} ${nameBytes} ${textBytes} ${checksum.toString(16)}\n`;
  const header = { verb, nameBytes, textBytes, checksum, headerBytes: line.length } as const;
  return { name, header, bytes: Buffer.from(`${line}${name}\n${body}\n`) };
}

/** textIn is the text of the record at `place` in `bytes`. */
export function textIn(bytes: Buffer, place: RecordPlace): string {
  const start = place.offset + place.headerBytes + place.nameBytes + 1;
  return bytes.toString('utf8', start, start + place.textBytes);
}

export interface FoundRecord {
  readonly name: string;
  readonly place: RecordPlace;
}

/**
 * readRecords finds every whole record. What is not one (a torn write at the end, a damaged place in the middle) is left
 * out: reading goes on at the next line that begins a whole record. `end` is where the last whole record ends.
 */
export function readRecords(bytes: Buffer): { records: FoundRecord[]; damagedBytes: number; end: number } {
  const records: FoundRecord[] = [];
  let damagedBytes = 0;
  let offset = 0;
  let end = 0;
  while (offset < bytes.length) {
    const record = recordAt(bytes, offset);
    if (record === undefined) {
      const next = bytes.indexOf(lineEnd, offset);
      const resume = next === -1 ? bytes.length : next + 1;
      damagedBytes += resume - offset;
      offset = resume;
    } else {
      records.push(record);
      offset += recordBytes(record.place);
      end = offset;
    }
  }
  return { records, damagedBytes, end };
}

function recordAt(bytes: Buffer, offset: number): FoundRecord | undefined {
  const line = bytes.toString('latin1', offset, offset + maxHeaderBytes);
  const match = /^(put|del) (\d{1,10}) (\d{1,10}) ([0-9a-f]{1,8})\n/.exec(line);
  if (match === null) return undefined;
  const place: RecordPlace = {
    verb: match[1] === 'put' ? 'put' : 'del',
    nameBytes: Number(match[2]),
    textBytes: Number(match[3]),
    checksum: Number.parseInt(match[4] ?? '', 16),
    headerBytes: match[0].length,
    offset,
  };
  if (offset + recordBytes(place) > bytes.length) return undefined;
  const nameStart = offset + place.headerBytes;
  const textStart = nameStart + place.nameBytes + 1;
  const name = bytes.subarray(nameStart, nameStart + place.nameBytes);
  const text = bytes.subarray(textStart, textStart + place.textBytes);
  return crc32(text, crc32(name)) === place.checksum ? { name: name.toString(), place } : undefined;
}
