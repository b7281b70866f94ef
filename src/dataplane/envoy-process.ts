import { spawn } from 'node:child_process';
import { eachLine, type LogLine, logFlags, parseLogLine } from './log-lines.ts';

/** EnvoyLaunch is one start of one Envoy. */
export interface EnvoyLaunch {
  readonly program: string;
  /** Words before the command (see deathGuard). */
  readonly guard: readonly string[];
  readonly configPath: string;
  /** Threads that serve; absent: one for each processor. */
  readonly concurrency?: number;
  /** Where it is started: what its configuration names by relative paths lies here. */
  readonly folder: string;
  readonly onLog: (line: LogLine) => void;
}

/** EnvoyProcess is a started Envoy: a process group of its own, so that a terminal's Ctrl-C reaches only us. */
export interface EnvoyProcess {
  readonly pid: number | undefined;
  /** Resolves with how it ended, for people: `exit code 1`, `signal SIGSEGV`, `cannot be started: …`. Never rejects. */
  readonly exited: Promise<string>;
  /** Sends a signal to all of the group; nothing where it is gone. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/**
 * A listener that is changed or removed tells its clients at once to close, and gives what is in flight a minute: the
 * values that Envoy Gateway starts its Envoys with. Envoy's own (ten minutes, by and by) keep the old listener alive.
 */
const drainFlags = ['--drain-strategy', 'immediate', '--drain-time-s', '60'];

/** What Envoy writes to files (health events) is told of at once: it keeps it back for ten seconds unless told so. */
const promptFiles = ['--file-flush-interval-msec', '100'];

/** The flag by which an Envoy of ours is told from all others; the path after it is in our runtime directory. */
export const configFlag = '--config-path';

/** launchEnvoy starts Envoy. It logs warnings, and `config` at info: that is where it says that its workers start. */
export function launchEnvoy(launch: EnvoyLaunch): EnvoyProcess {
  const [command = launch.program, ...args] = [
    ...launch.guard,
    launch.program,
    ...[configFlag, launch.configPath],
    ...(launch.concurrency === undefined ? [] : ['--concurrency', String(launch.concurrency)]),
    '--disable-hot-restart',
    ...['--log-level', 'warning', '--component-log-level', 'config:info'],
    ...logFlags,
    ...drainFlags,
    ...promptFiles,
  ];
  const child = spawn(command, args, {
    cwd: launch.folder,
    detached: true,
    // It writes nothing to its output but the access logs that are asked for there.
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  eachLine(child.stderr, line => launch.onLog(parseLogLine(line)));
  const exited = new Promise<string>(resolve => {
    child.once('error', error => resolve(`cannot be started: ${error.message}`));
    // 'close' comes after the last line of its output, which is where it says why.
    child.once('close', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`),
    );
  });
  return {
    pid: child.pid,
    exited,
    kill(signal) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      try {
        process.kill(-child.pid, signal);
      } catch {
        // ESRCH: it ended between the look and the signal.
      }
    },
  };
}
