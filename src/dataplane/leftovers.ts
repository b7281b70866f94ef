import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, join, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { configFlag } from './envoy-process.ts';
import { ownProcesses, type RunningProcess, stillRuns } from './processes.ts';
import { aliveSocket, programFile, runPrefix } from './runtime-directory.ts';

/** Leftover is what a killed run left behind, and what was cleaned up: its folder is removed, its Envoys are ended. */
export interface Leftover {
  readonly folder: string;
  readonly pids: readonly number[];
}

/** ms, far longer than a run takes from creating its folder to listening on its socket. */
const unbornFor = 60_000;
const endedWithin = 2_000;

/**
 * sweepLeftovers ends the Envoys of runs that are dead, and removes their folders. A run is dead when nobody listens on its
 * socket. An Envoy is ended only where it is certainly that run's: it is this user's process, runs the program that the run
 * remembered, and was started with a configuration in that very folder. Living runs are not touched.
 */
export async function sweepLeftovers(base: string): Promise<readonly Leftover[]> {
  const names = await readdir(base).catch(() => []);
  const dead: string[] = [];
  for (const name of names) {
    const folder = join(base, name);
    if (name.startsWith(runPrefix) && (await isDead(folder))) dead.push(folder);
  }
  if (dead.length === 0) return [];
  const processes = await ownProcesses();
  return Promise.all(dead.map(folder => sweep(folder, processes)));
}

async function sweep(folder: string, processes: readonly RunningProcess[]): Promise<Leftover> {
  const program = await readFile(join(folder, programFile), 'utf8').catch(() => undefined);
  const left = processes.filter(p => isOf(p, folder, program));
  await Promise.all(left.map(end));
  await rm(folder, { recursive: true, force: true });
  return { folder, pids: left.map(p => p.pid) };
}

function isOf(process: RunningProcess, folder: string, program: string | undefined): boolean {
  const config = process.argv[process.argv.indexOf(configFlag) + 1];
  const configured = process.argv.includes(configFlag) && config?.startsWith(folder + sep) === true;
  // Between fork and the exec of Envoy, the process runs the guard.
  return configured && (process.executable === program || basename(process.executable) === 'setpriv');
}

/** Ends a process that is not our child, and waits until it is gone and its ports are free. */
async function end(left: RunningProcess): Promise<void> {
  if (!(await stillRuns(left))) return;
  try {
    process.kill(left.pid, 'SIGKILL');
  } catch {
    return; // It ended by itself.
  }
  // The system reports only the end of child processes, so we poll.
  const deadline = Date.now() + endedWithin;
  while (Date.now() < deadline && (await stillRuns(left))) await pause(10);
}

async function isDead(folder: string): Promise<boolean> {
  const path = join(folder, aliveSocket);
  const code = await connectTo(path);
  if (code === 'ENOENT') return (await ageOf(folder)) > unbornFor;
  if (code !== 'ECONNREFUSED') return false;
  // A socket that is bound but not yet listening refuses too, for some microseconds.
  await pause(20);
  return (await connectTo(path)) === 'ECONNREFUSED';
}

/** The code of the connection error, or undefined where somebody answered. */
function connectTo(path: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(undefined);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}

async function ageOf(path: string): Promise<number> {
  return stat(path).then(
    s => Date.now() - s.mtimeMs,
    () => 0,
  );
}
