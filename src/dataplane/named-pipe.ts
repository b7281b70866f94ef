import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** NamedPipe is a pipe that a program writes to. */
export interface NamedPipe {
  /** The descriptor that the program is given; to be closed once it has it. */
  readonly fd: number;
  /** What it writes; ends when nobody has the descriptor any more. */
  readonly output: Socket;
}

/**
 * openNamedPipe makes a pipe that a program can open once more by what names its output (/dev/stdout): Envoy does so for logs. What
 * Node hands to programs are sockets, which nobody can open so (ENXIO). Its own name, in a folder of ours, is gone by then. It is
 * undefined where none can be made.
 */
export function openNamedPipe(folder: string): NamedPipe | undefined {
  const path = join(folder, `pipe-${randomUUID()}`);
  if (spawnSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' }).status !== 0) return undefined;
  try {
    // Who reads comes first and waits for nobody, so that who writes need not wait either.
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const fd = openSync(path, constants.O_WRONLY);
    return { fd, output: new Socket({ fd: reader, readable: true, writable: false }) };
  } finally {
    rmSync(path, { force: true });
  }
}
