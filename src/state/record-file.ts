import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { Fault } from '#lib/fault.ts';
import { type EncodedRecord, type RecordPlace, readRecords, recordBytes, textIn } from './journal-record.ts';

/** RecordFile is an open file of journal records, with the index of those in force. */
export class RecordFile {
  readonly file: string;
  readonly fd: number;
  /** Bytes of the records in force. */
  liveBytes = 0;
  size = 0;
  readonly #places = new Map<string, RecordPlace>();

  private constructor(file: string, fd: number) {
    this.file = file;
    this.fd = fd;
  }

  /** create makes an empty file in place of an existing one. */
  static create(file: string): RecordFile {
    return new RecordFile(file, openSync(file, 'w+', 0o600));
  }

  /** open reads an existing file; `damagedBytes` of it are no whole records. A torn write at the end is cut off. */
  static open(file: string): { opened: RecordFile; damagedBytes: number } {
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const { records, damagedBytes, end } = readRecords(bytes);
    const opened = new RecordFile(file, openSync(file, 'a+', 0o600));
    for (const { name, place, isDeletion } of records) opened.#remember(name, place, isDeletion);
    opened.size = end;
    ftruncateSync(opened.fd, end);
    return { opened, damagedBytes };
  }

  /** read returns the texts in force of a file, without changing it; none where there is no file. */
  static read(file: string): Map<string, string> {
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const texts = new Map<string, string>();
    for (const { name, place, isDeletion } of readRecords(bytes).records) {
      if (isDeletion) texts.delete(name);
      else texts.set(name, textIn(bytes, place));
    }
    return texts;
  }

  get names(): IterableIterator<string> {
    return this.#places.keys();
  }

  place(name: string): RecordPlace | undefined {
    return this.#places.get(name);
  }

  /** append writes records at once. Where the disk or `maxBytes` does not allow it, it throws and leaves the file as it was. */
  append(records: readonly EncodedRecord[], maxBytes: number): void {
    const bytes = Buffer.concat(records.map(record => record.bytes));
    if (this.size + bytes.length > maxBytes) {
      throw new Fault('environment', `${this.file} would grow past its limit of ${maxBytes} bytes`);
    }
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.fd, bytes, done);
    } catch (error) {
      // The disk filled up half-way: earlier records must stay readable.
      ftruncateSync(this.fd, this.size);
      throw error;
    }
    for (const { name, place, isDeletion } of records) {
      const { headerBytes, nameBytes, textBytes } = place;
      this.#remember(name, { offset: this.size, headerBytes, nameBytes, textBytes }, isDeletion);
      this.size += recordBytes(place);
    }
  }

  /** read gives the bytes of the record in force under `name`. */
  read(name: string): Buffer | undefined {
    const place = this.#places.get(name);
    if (place === undefined) return undefined;
    const bytes = Buffer.allocUnsafe(recordBytes(place));
    if (readSync(this.fd, bytes, 0, bytes.length, place.offset) !== bytes.length) {
      throw new Fault(
        'environment',
        `${this.file} is shorter than what was written to it: who else writes there?`,
      );
    }
    return bytes;
  }

  get(name: string): string | undefined {
    const place = this.#places.get(name);
    const bytes = this.read(name);
    return place === undefined || bytes === undefined ? undefined : textIn(bytes, { ...place, offset: 0 });
  }

  load(prefix: string): Map<string, string> {
    const bytes = this.#bytes(0, this.size);
    const texts = new Map<string, string>();
    for (const [name, place] of this.#places) {
      if (name.startsWith(prefix)) texts.set(name, textIn(bytes, place));
    }
    return texts;
  }

  close(): void {
    closeSync(this.fd);
  }

  #bytes(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const read = readSync(this.fd, bytes, done, length - done, offset + done);
      if (read === 0) {
        throw new Fault(
          'environment',
          `${this.file} is shorter than what was written to it: who else writes there?`,
        );
      }
      done += read;
    }
    return bytes;
  }

  #remember(name: string, place: RecordPlace, isDeletion: boolean): void {
    const before = this.#places.get(name);
    if (before !== undefined) this.liveBytes -= recordBytes(before);
    if (isDeletion) {
      this.#places.delete(name);
    } else {
      this.#places.set(name, place);
      this.liveBytes += recordBytes(place);
    }
  }
}
