import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** Daemon is a program that runs until it is stopped. Its output goes to a file. */
export interface Daemon {
  readonly pid: number;
  /** The end of its output. */
  said(): string;
  /** Tells whether it has ended, for whatever reason. */
  hasEnded(): boolean;
  /** Ends it with a signal (default: SIGKILL) and resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** dieWithUs are the words before a command that make the kernel kill it when this process dies, however it dies. */
export const dieWithUs = ['setpriv', '--pdeathsig', 'KILL', '--'];

/** startDaemon starts one whose output goes to `log`; `within` are words before its command, such as nsenter's. */
export function startDaemon(
  command: readonly [string, ...string[]],
  log: string,
  within: readonly string[] = [],
): Daemon {
  const [program = '', ...args] = [...dieWithUs, ...within, ...command];
  const output = openSync(log, 'a');
  const child = spawn(program, args, { stdio: ['ignore', output, output] });
  closeSync(output);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} could not be started`);
  return {
    pid,
    said: () => readFileSync(log, 'utf8').slice(-8_000),
    hasEnded: () => ended(child),
    stop: async (signal = 'SIGKILL') => {
      if (ended(child)) return;
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    },
  };
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
