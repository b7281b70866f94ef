import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Where the hierarchies of cgroups are mounted, of both versions. */
function hierarchies(): readonly string[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return mounts.flatMap(line => {
    const [, at = '', type = ''] = line.split(' ');
    return type === 'cgroup' || type === 'cgroup2' ? [at] : [];
  });
}

/** makeCgroups makes a cgroup of that name in each hierarchy: a kubelet keeps those of its pods below it. */
export function makeCgroups(name: string): void {
  for (const hierarchy of hierarchies()) {
    const path = join(hierarchy, name);
    mkdirSync(path);
    // Of version 1, one that has no processors and no memory takes no process.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const own = join(path, file);
      if (existsSync(own)) writeFileSync(own, readFileSync(join(hierarchy, file), 'utf8'));
    }
  }
}

/** cgroupsOf gives the paths of those of that name which are there. */
export function cgroupsOf(name: string): readonly string[] {
  return hierarchies()
    .map(hierarchy => join(hierarchy, name))
    .filter(path => existsSync(path));
}

/** removeCgroups removes them and all below. Whoever is still in one is ended: that is a process of a pod whose machine died. */
export async function removeCgroups(name: string): Promise<void> {
  for (const path of cgroupsOf(name)) await remove(path);
}

async function remove(path: string): Promise<void> {
  // The kernel counts processes for a moment after they have ended.
  for (let left = 50; existsSync(path); left--) {
    try {
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        if (entry.isDirectory()) await remove(join(path, entry.name));
      }
      for (const pid of processesIn(path)) end(pid);
      rmdirSync(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return; // Somebody else removes it too.
      if (left === 0 || code !== 'EBUSY') throw error;
      await pause(100);
    }
  }
}

function processesIn(path: string): readonly number[] {
  return readFileSync(join(path, 'cgroup.procs'), 'utf8')
    .split('\n')
    .map(Number)
    .filter(pid => pid > 0);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
