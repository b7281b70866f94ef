import { closeSync, copyFileSync, fstatSync, openSync, readSync, renameSync, rmSync } from 'node:fs';

/**
 * WriteAheadLog is what a log's frame headers say. SQLite reads its write-ahead log up to the first frame with a wrong
 * checksum, and does not report what comes after. That is right for a write that was cut off, which was never confirmed. A
 * log that was damaged later looks the same to SQLite: so the frames are counted before it opens the file. The format of the
 * log: https://sqlite.org/fileformat2.html#walformat
 */
export interface WriteAheadLog {
  /** For each frame of the log's present round, in order: whether it ends a transaction. */
  readonly commits: readonly boolean[];
  /** The log ends within a frame. */
  readonly isCutOff: boolean;
}

const headerBytes = 32;
const frameHeaderBytes = 24;

/** readLog reads the headers of all frames; undefined where there is no log, or an empty one. */
export function readLog(file: string): WriteAheadLog | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return undefined;
  }
  try {
    return readFrames(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readFrames(descriptor: number): WriteAheadLog | undefined {
  const { size } = fstatSync(descriptor);
  if (size <= headerBytes) return undefined;
  const read = (position: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, position);
    return bytes;
  };
  const header = read(0, headerBytes);
  const pageBytes = plausiblePageBytes(header.readUInt32BE(8));
  const frameBytes = frameHeaderBytes + pageBytes;
  const frames = Math.floor((size - headerBytes) / frameBytes);
  const heads = Array.from({ length: frames }, (_, i) =>
    read(headerBytes + i * frameBytes, frameHeaderBytes),
  );
  const first = heads[0];
  // Frames of an earlier round are in the database already. They may still stand behind, or instead of, those of the present
  // round.
  const headerSalts = header.subarray(16, 24);
  const firstSalts = first?.subarray(8, 16) ?? headerSalts;
  const isNewRound = (firstSalts.readUInt32BE(0) + 1) >>> 0 === headerSalts.readUInt32BE(0);
  const salts = isNewRound ? headerSalts : firstSalts;
  const end = heads.findIndex(head => !head.subarray(8, 16).equals(salts));
  // One frame with a damaged header must not hide those behind it.
  const last = heads.findLastIndex(head => head.subarray(8, 16).equals(salts));
  const present = heads.slice(0, Math.max(end === -1 ? frames : end, last + 1));
  return {
    commits: present.map(head => head.readUInt32BE(4) !== 0),
    isCutOff: present.length === frames && (size - headerBytes) % frameBytes !== 0,
  };
}

function plausiblePageBytes(written: number): number {
  const isPowerOfTwo = written >= 512 && written <= 65_536 && (written & (written - 1)) === 0;
  return isPowerOfTwo ? written : 4096;
}

/**
 * lossOf says in words what was lost of a log when SQLite could read only so many frames; undefined where no confirmed write
 * was.
 */
export function lossOf({ commits, isCutOff }: WriteAheadLog, read: number): string | undefined {
  const lost = commits.slice(read).filter(isCommit => isCommit).length;
  if (lost > 0)
    return `is damaged at frame ${read + 1}: about ${lost} of the last writes cannot be read and are lost`;
  if (isCutOff) return 'is cut off within a write: what was written last may be lost';
  return undefined;
}

/** KeptLog is a copy of a log. It must be made before SQLite reads the log, since SQLite then starts it over. */
export interface KeptLog {
  /** Keeps the copy, and gives its file. */
  keep(): string;
  /** Removes the copy unless it was kept. */
  forget(): void;
}

export function keepLog(file: string): KeptLog {
  const copy = `${file}.copy`;
  copyFileSync(file, copy);
  return {
    keep: () => {
      renameSync(copy, `${file}.damaged`);
      return `${file}.damaged`;
    },
    forget: () => rmSync(copy, { force: true }),
  };
}
