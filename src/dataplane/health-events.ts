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

/**
 * The file to which an Envoy writes that endpoints are taken out or put back, relative to the folder that it is started in.
 */
export const healthEventsFile = 'health-events';

/**
 * openHealthEvents makes the pipe to which an Envoy started in `folder` writes these events, and calls back with each. It is
 * a named pipe because Envoy writes to files only. So nothing is ever on a disk, and while nobody reads, Envoy's other
 * threads go on, as its file writer has a thread to itself. Rejects where the pipe cannot be made.
 */
export async function openHealthEvents(
  folder: string,
  onEvent: (event: HealthEvent) => void,
): Promise<() => void> {
  const path = join(folder, healthEventsFile);
  // A pipe of an earlier Envoy may be left here.
  await rm(path, { force: true });
  await run('mkfifo', ['-m', '600', path]);
  // With both ends open, reading does not end when an Envoy goes, and opening does not wait for one.
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
