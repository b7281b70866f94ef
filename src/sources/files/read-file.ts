import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { limits } from './limits.ts';

/**
 * FileContent is what a path held when it was read.
 *
 * - `bytes` are valid only until the next file is read: copy them to keep them. `inode` tells a file that was written in
 *   place from one that was renamed over.
 * - `unusable`: something stands there that cannot be read; `message` says why and what to do.
 */
export type FileContent =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly inode: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly reason: string; readonly message: string };

/**
 * readFile reads a file at once. Synchronous on purpose: a small file in the page cache takes 20 µs, a tenth of what a
 * round trip through the thread pool costs. Pipes and devices, which could block for ever, count as absent.
 */
export function readFile(path: string): FileContent {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return unreadable(error);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { kind: 'absent' };
    if (stat.size > limits.fileBytes) return tooLarge();
    const bytes = readToEnd(fd, stat.size);
    return bytes === undefined ? tooLarge() : { kind: 'bytes', bytes, inode: stat.ino };
  } catch (error) {
    return unreadable(error);
  } finally {
    closeSync(fd);
  }
}

/** Nearly all files fit, so reading thousands of them allocates no buffers. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** A read that gives less than was asked for has come to the end. */
function readToEnd(fd: number, size: number): Buffer | undefined {
  let bytes = size < scratch.length ? scratch : Buffer.allocUnsafeSlow(size + 1);
  let length = 0;
  for (;;) {
    const wanted = bytes.length - length;
    const read = readSync(fd, bytes, length, wanted, null);
    length += read;
    if (length > limits.fileBytes) return undefined;
    if (read < wanted) return bytes.subarray(0, length);
    bytes = Buffer.concat([bytes], length * 2);
  }
}

const gone = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EISDIR']);

function unreadable(error: unknown): FileContent {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (gone.has(code)) return { kind: 'absent' };
  const advice =
    code === 'EACCES' ? 'give this process the right to read it' : 'mend what keeps it from being read';
  return {
    kind: 'unusable',
    reason: 'Unreadable',
    message: `cannot be read (${code || String(error)}): ${advice}`,
  };
}

function tooLarge(): FileContent {
  const megabytes = limits.fileBytes / 1024 ** 2;
  return {
    kind: 'unusable',
    reason: 'TooLarge',
    message: `is larger than ${megabytes} MiB, the most that is read of one file: split it`,
  };
}
