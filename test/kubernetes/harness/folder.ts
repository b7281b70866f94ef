import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cgroupsOf, removeCgroups } from './cgroups.ts';

/**
 * Folder is a directory that belongs to this process: where the process dies without removing it, the next caller of
 * `makeFolder` does.
 */
export interface Folder {
  readonly path: string;
  /** Its name, which its cgroups have too. */
  readonly name: string;
  remove(): Promise<void>;
}

const prefix = 'fairlead-k8s-';

/** makeFolder makes one, and removes those of dead processes. */
export async function makeFolder(): Promise<Folder> {
  await sweep();
  const name = `${prefix}${randomBytes(6).toString('hex')}`;
  // A socket stops answering however this process ends, so it tells which folders are in use. It exists before the directory
  // does; and as a file, unlike an abstract socket, it is the same in all network namespaces.
  const sign = createServer().listen(signOf(name));
  await once(sign, 'listening');
  sign.unref();
  const path = join(tmpdir(), name);
  mkdirSync(path, { mode: 0o755 });
  return {
    path,
    name,
    remove: async () => {
      await clear(name);
      sign.close();
    },
  };
}

/**
 * leftBehind lists what is left of a folder of this name: the directory, its cgroups, mounts within it, and processes that
 * refer to it.
 */
export function leftBehind(name: string): readonly string[] {
  const path = join(tmpdir(), name);
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return [
    ...[path, signOf(name)].filter(file => existsSync(file)),
    ...cgroupsOf(name),
    ...mounts.filter(line => line.includes(name)),
    ...readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && knows(pid, name)),
  ];
}

function knows(pid: string, name: string): boolean {
  try {
    return ['cmdline', 'cgroup'].some(file => readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(name));
  } catch {
    return false; // It has ended meanwhile.
  }
}

const alive = '.alive';
const signOf = (name: string) => join(tmpdir(), `${name}${alive}`);

async function sweep(): Promise<void> {
  const ours = readdirSync(tmpdir()).filter(
    entry => entry.startsWith(prefix) && isOurs(join(tmpdir(), entry)),
  );
  const names = new Set(ours.map(entry => entry.replace(alive, '')));
  for (const name of names) if (!(await isSomebodys(name))) await clear(name);
}

const isOurs = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.uid === process.geteuid?.();

async function isSomebodys(name: string): Promise<boolean> {
  if (await answers(name)) return true;
  // A socket that is bound but does not listen yet does not answer either, for some microseconds.
  await pause(20);
  return answers(name);
}

async function answers(name: string): Promise<boolean> {
  const probe = connect(signOf(name));
  try {
    await once(probe, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    probe.destroy();
  }
}

async function clear(name: string): Promise<void> {
  await removeCgroups(name);
  // Its mounts end with the last process of its machine, and the kernel takes a moment for that.
  rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  rmSync(signOf(name), { force: true });
}
