import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** NamedPipe is a pipe that a program writes to. */
export interface NamedPipe {
  /** The descriptor to give to the program; to be closed once the program has it. */
  readonly fd: number;
  /** What the program writes; ends when nobody has the descriptor any more. */
  readonly output: Socket;
}

/**
 * openNamedPipe makes a pipe that a program can open again by the name of its output (/dev/stdout): Envoy does so for logs.
 * Node hands sockets to programs, which cannot be opened in this way (ENXIO). The pipe's own name, in a folder of ours, is
 * gone by then. Undefined where the pipe cannot be made.
 */
export function openNamedPipe(folder: string): NamedPipe | undefined {
  const path = join(folder, `pipe-${randomUUID()}`);
  if (spawnSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' }).status !== 0) return undefined;
  try {
    // The reader is opened first, without blocking, so that opening the writer does not block either.
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const fd = openSync(path, constants.O_WRONLY);
    return { fd, output: new Socket({ fd: reader, readable: true, writable: false }) };
  } finally {
    rmSync(path, { force: true });
  }
}
