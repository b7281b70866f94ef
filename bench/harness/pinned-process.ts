import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';

/**
 * Core is the CPU core that a process is pinned to. On a machine with only one core, or without taskset, every value means
 * `any`.
 */
export type Core = 0 | 1 | 'any';

const canPin = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;

/** PinnedProcess is a child held to one core. */
export interface PinnedProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The last lines that it wrote to stderr and, unless `stdout` is piped elsewhere, stdout. */
  output(): string;
  /** Ends it with a signal and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface PinnedOptions {
  readonly core: Core;
  /** Leaves stdin and stdout as pipes to the caller. */
  readonly piped?: boolean;
}

const keptOutput = 64 << 10;

/** startPinned runs a program on one core. taskset replaces itself by the program, so the pid is the program's own. */
export function startPinned(argv: readonly [string, ...string[]], options: PinnedOptions): PinnedProcess {
  const pin = canPin && options.core !== 'any' ? ['taskset', '-c', String(options.core)] : [];
  const [program = argv[0], ...parameters] = [...pin, ...argv];
  const child = spawn(program, parameters, {
    stdio: [options.piped ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} could not be started`);
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-keptOutput);
  };
  child.stderr?.on('data', keep);
  if (!options.piped) child.stdout?.on('data', keep);
  const ended = once(child, 'exit');
  const die = () => child.kill('SIGKILL');
  process.once('exit', die);
  child.once('exit', () => process.off('exit', die));
  return {
    child,
    pid,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
    },
  };
}
