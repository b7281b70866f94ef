import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The mount points of the cgroup hierarchies, of both versions. */
function hierarchies(): readonly string[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return mounts.flatMap(line => {
    const [, at = '', type = ''] = line.split(' ');
    return type === 'cgroup' || type === 'cgroup2' ? [at] : [];
  });
}

/** makeCgroups makes a cgroup of this name in each hierarchy: the kubelet keeps the cgroups of its pods below it. */
export function makeCgroups(name: string): void {
  for (const hierarchy of hierarchies()) {
    const path = join(hierarchy, name);
    mkdirSync(path);
    // In version 1, a cgroup without processors and memory accepts no process.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const own = join(path, file);
      if (existsSync(own)) writeFileSync(own, readFileSync(join(hierarchy, file), 'utf8'));
    }
  }
}

/** cgroupsOf are the paths of the existing cgroups of this name. */
export function cgroupsOf(name: string): readonly string[] {
  return hierarchies()
    .map(hierarchy => join(hierarchy, name))
    .filter(path => existsSync(path));
}

/**
 * removeCgroups removes them and everything below. It kills the processes left in them, which belong to pods whose machine
 * died.
 */
export async function removeCgroups(name: string): Promise<void> {
  for (const path of cgroupsOf(name)) await remove(path);
}

async function remove(path: string): Promise<void> {
  // For a moment, the kernel still counts processes that have ended.
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
