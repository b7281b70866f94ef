import { execFile } from 'node:child_process';
import { constants, open } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eachLine } from './log-lines.ts';

const run = promisify(execFile);
const openFile = promisify(open);

/** Where an Envoy tells of endpoints that are taken out and put back: relative to the folder that it is started in. */
export const healthEventsFile = 'health-events';

/**
 * openHealthEvents makes the pipe that an Envoy started in `folder` writes these events to, and calls back with the name of
 * the cluster that each is about. It is a named pipe because Envoy knows files alone: nothing of it is ever on a disk, and
 * where it is not read Envoy's own threads go on, as its file writer has a thread to itself. Rejects where none can be made.
 */
export async function openHealthEvents(
  folder: string,
  onCluster: (cluster: string) => void,
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
    const cluster = clusterIn(line);
    if (cluster !== undefined) onCluster(cluster);
  });
  socket.unref();
  return () => socket.destroy();
}

function clusterIn(line: string): string | undefined {
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event !== 'object' || event === null || !('cluster_name' in event)) return undefined;
    return typeof event.cluster_name === 'string' ? event.cluster_name : undefined;
  } catch {
    return undefined; // Cut off, as a line longer than 4 KiB is.
  }
}
