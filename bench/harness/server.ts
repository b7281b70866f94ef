import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { now } from './clock.ts';
import { type PinnedProcess, startPinned } from './pinned-process.ts';
import { profileDirectory, type System } from './systems.ts';

/** Server is a running system: where it serves ADS, and since when. */
export interface Server {
  readonly pid: number;
  /** HOST:PORT of ADS. */
  readonly target: string;
  /** HOST:PORT of its REST API, where it has one. */
  readonly api: string;
  /** Milliseconds of the monotonic clock: just before it was started, and when its port was found open. */
  readonly startedAt: number;
  readonly openAt: number;
  output(): string;
  stop(): Promise<void>;
  /** Kills it with -9 and returns a function that starts it again, at the same address and with the same state. */
  kill(): Promise<() => Promise<Server>>;
}

const startLimit = 120_000;

/** startServer runs a system on core 0 and waits until its ADS port is open. */
export async function startServer(system: System, directory: string): Promise<Server> {
  const xdsPort = await freePort();
  const apiPort = await freePort();
  const state = mkdtempSync(join(tmpdir(), 'fairlead-bench-state-'));
  const place = { directory, state, xds: `127.0.0.1:${xdsPort}`, api: `127.0.0.1:${apiPort}` };

  async function start(): Promise<Server> {
    const command = system.command(place);
    const startedAt = now();
    const running = startPinned(command, {
      core: profileDirectory === undefined ? 0 : 'any',
    });
    await portOpen(xdsPort, running).catch(async error => {
      await running.stop('SIGKILL');
      rmSync(state, { recursive: true, force: true });
      throw error;
    });
    const openAt = now();
    return {
      pid: running.pid,
      target: place.xds,
      api: place.api,
      startedAt,
      openAt,
      output: running.output,
      stop: async () => {
        await running.stop();
        rmSync(state, { recursive: true, force: true });
      },
      kill: async () => {
        await running.stop('SIGKILL');
        return start;
      },
    };
  }
  return start();
}

/** portOpen waits until a process that was started serves a port. */
export async function portOpen(
  port: number,
  running: Pick<PinnedProcess, 'child' | 'output'>,
): Promise<void> {
  const deadline = now() + startLimit;
  while (!(await answers(port))) {
    if (running.child.exitCode !== null) throw new Error(`the server ended:\n${running.output()}`);
    if (now() > deadline)
      throw new Error(`port ${port} is not open after ${startLimit} ms:\n${running.output()}`);
    await pause(2);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
