import { readdir, readFile, readlink } from 'node:fs/promises';
import { allPids } from './processes.ts';

/** PortHolder is the process that listens on a port, as far as this user may know. */
export interface PortHolder {
  readonly pid: number;
  /** The program's short name, e.g. `nginx`. */
  readonly name: string;
}

/** State of a listening socket in /proc/net/tcp. */
const listening = '0A';

/**
 * portHolder finds who listens on a TCP port. Undefined where that is another user's process (which only root may look
 * into), or a system without /proc.
 */
export async function portHolder(port: number): Promise<PortHolder | undefined> {
  const inodes = new Set([
    ...(await listenersIn('/proc/net/tcp', port)),
    ...(await listenersIn('/proc/net/tcp6', port)),
  ]);
  if (inodes.size === 0) return undefined;
  for (const pid of await allPids()) {
    if (!(await holdsAny(pid, inodes))) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    return { pid, name };
  }
  return undefined;
}

/** Inodes of the sockets that listen on the port. Fields: slot, local address, remote address, state, …, inode (10th). */
async function listenersIn(table: string, port: number): Promise<readonly string[]> {
  const text = await readFile(table, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(
      ([, local, , state]) => state === listening && Number.parseInt(local?.split(':')[1] ?? '', 16) === port,
    )
    .map(fields => fields[9])
    .filter(inode => inode !== undefined);
}

async function holdsAny(pid: number, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}
