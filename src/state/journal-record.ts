import { crc32 } from 'node:zlib';

/**
 * A journal is a sequence of records, oldest first; of records with one name the last is in force. A record is text that a
 * person can read in an emergency:
 *
 *     put <bytes of the name> <bytes of the text> <CRC-32 of name and text, hexadecimal>\n<name>\n<text>\n
 *     del <bytes of the name> 0 <CRC-32 of the name, hexadecimal>\n<name>\n\n
 */
export interface RecordPlace {
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes of the header line with its line end. */
  readonly headerBytes: number;
  readonly nameBytes: number;
  readonly textBytes: number;
}

export interface EncodedRecord {
  readonly name: string;
  /** Where the parts of `bytes` are; `offset` is 0. */
  readonly place: RecordPlace;
  readonly isDeletion: boolean;
  readonly bytes: Buffer;
}

/** The longest header: `put`, two 10-digit numbers, 8 hexadecimal digits, separators. */
const maxHeaderBytes = 40;
const lineEnd = 0x0a;

/** recordBytes is the length of the whole record. */
export function recordBytes(place: RecordPlace): number {
  return place.headerBytes + place.nameBytes + 1 + place.textBytes + 1;
}

/** encodeRecord makes the bytes of one record; `text` undefined makes a `del`. */
export function encodeRecord(name: string, text: string | undefined): EncodedRecord {
  const body = text ?? '';
  const nameBytes = Buffer.byteLength(name);
  const textBytes = Buffer.byteLength(body);
  const isDeletion = text === undefined;
  const checksum = crc32(body, crc32(name)).toString(16);
  const line = `${isDeletion ? 'del' : 'put'} ${nameBytes} ${textBytes} ${checksum}\n`;
  const place = { offset: 0, headerBytes: line.length, nameBytes, textBytes };
  return { name, place, isDeletion, bytes: Buffer.from(`${line}${name}\n${body}\n`) };
}

/** textIn is the text of the record at `place` in `bytes`. */
export function textIn(bytes: Buffer, place: RecordPlace): string {
  const start = place.offset + place.headerBytes + place.nameBytes + 1;
  return bytes.toString('utf8', start, start + place.textBytes);
}

export interface FoundRecord {
  readonly name: string;
  readonly place: RecordPlace;
  readonly isDeletion: boolean;
}

/**
 * readRecords finds every whole record. Anything else (a torn write at the end, damage in the middle) is skipped: reading
 * goes on at the next line that begins a whole record. `end` is where the last whole record ends.
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
    offset,
    headerBytes: match[0].length,
    nameBytes: Number(match[2]),
    textBytes: Number(match[3]),
  };
  if (offset + recordBytes(place) > bytes.length) return undefined;
  const nameStart = offset + place.headerBytes;
  const textStart = nameStart + place.nameBytes + 1;
  const name = bytes.subarray(nameStart, nameStart + place.nameBytes);
  const text = bytes.subarray(textStart, textStart + place.textBytes);
  if (crc32(text, crc32(name)) !== Number.parseInt(match[4] ?? '', 16)) return undefined;
  return { name: name.toString(), place, isDeletion: match[1] === 'del' };
}
