import { execFile } from 'node:child_process';
import { constants, open } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type HealthEvent, readHealthEvent } from './health-event.ts';
import { eachLine } from './log-lines.ts';

const run = promisify(execFile);
const openFile = promisify(open);

/** Where an Envoy tells of endpoints that are taken out and put back: relative to the folder that it is started in. */
export const healthEventsFile = 'health-events';

/**
 * openHealthEvents makes the pipe that an Envoy started in `folder` writes these events to, and calls back with each of
 * them. It is a named pipe because Envoy knows files alone: nothing of it is ever on a disk, and
 * where it is not read Envoy's own threads go on, as its file writer has a thread to itself. Rejects where none can be made.
 */
export async function openHealthEvents(
  folder: string,
  onEvent: (event: HealthEvent) => void,
): Promise<() => void> {
  const path = join(folder, healthEventsFile);
  // One that an Envoy before it wrote to.
  await rm(path, { force: true });
  await run('mkfifo', ['-m', '600', path]);
  // Who holds both ends sees no end of it when an Envoy goes, and opens it without waiting for one.
  const fd = await openFile(path, constants.O_RDWR | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on('error', () => {});
  eachLine(socket, line => {
    const event = readHealthEvent(line);
    if (event !== undefined) onEvent(event);
  });
  socket.unref();
  return () => socket.destroy();
}
