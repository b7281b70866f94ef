import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/** cgroup2 is where cgroup v2 is mounted on this machine; undefined where it is not. */
export function cgroup2(): string | undefined {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return mounts.find(line => line.split(' ')[2] === 'cgroup2')?.split(' ')[1];
}

/** createCgroup makes a cgroup, for the processes of one host under test. */
export function createCgroup(name: string): string {
  const mount = cgroup2();
  if (mount === undefined) throw new Error('cgroup v2 is not mounted');
  const path = join(mount, name);
  mkdirSync(path);
  return path;
}

/** removeCgroup removes it, once its processes have ended: the kernel counts them for a moment after they were reaped. */
export async function removeCgroup(path: string): Promise<void> {
  const events = join(path, 'cgroup.events');
  const watcher = watch(events);
  while (readFileSync(events, 'utf8').includes('populated 1')) await once(watcher, 'change');
  watcher.close();
  rmdirSync(path);
}

/** inCgroup is a command that runs another one in a cgroup. */
export function inCgroup(path: string, command: readonly string[]): readonly string[] {
  return ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', path, ...command];
}
