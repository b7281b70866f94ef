import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync } from 'node:fs';
import { type CommandLine, commandLineFlags } from '#lib/envoy-command-line.ts';
import { eachLine, type LogLine, logFlags, parseLogLine } from './log-lines.ts';
import { openNamedPipe } from './named-pipe.ts';

/** EnvoyLaunch is one start of one Envoy. */
export interface EnvoyLaunch {
  readonly program: string;
  /** Words before the command (see deathGuard). */
  readonly guard: readonly string[];
  readonly configPath: string;
  readonly commandLine: CommandLine;
  /** The folder that it starts in: relative paths in its configuration start here. */
  readonly folder: string;
  readonly onLog: (line: LogLine) => void;
}

/** EnvoyProcess is a started Envoy: a process group of its own, so that a terminal's Ctrl-C reaches only us. */
export interface EnvoyProcess {
  readonly pid: number | undefined;
  /** Resolves with how it ended, for people: `exit code 1`, `signal SIGSEGV`, `cannot be started: …`. Never rejects. */
  readonly exited: Promise<string>;
  /** Sends a signal to the whole group; does nothing where it has ended. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** Has Envoy write its files (health events) at once; by default it holds lines back for ten seconds. */
const promptFiles = ['--file-flush-interval-msec', '100'];

/** The flag that tells our Envoys from all others: the path after it is in our runtime directory. */
export const configFlag = '--config-path';

/** We read this component's log to learn when workers start, so it logs at this level at least. */
const readAtStart = { config: 'info' } as const;

/** launchEnvoy starts Envoy. It logs what its settings ask for, and what we read. */
export function launchEnvoy(launch: EnvoyLaunch): EnvoyProcess {
  const [command = launch.program, ...args] = [
    ...launch.guard,
    launch.program,
    ...[configFlag, launch.configPath],
    '--disable-hot-restart',
    ...logFlags,
    ...commandLineFlags(launch.commandLine, readAtStart),
    ...promptFiles,
  ];
  // Envoy writes nothing to standard output except access logs that are configured to go there.
  const output = isSocket(process.stdout.fd) ? openNamedPipe(launch.folder) : undefined;
  const errors = openNamedPipe(launch.folder);
  const child = spawn(command, args, {
    cwd: launch.folder,
    detached: true,
    stdio: ['ignore', output?.fd ?? 'inherit', errors?.fd ?? 'pipe'],
  });
  for (const pipe of [output, errors]) if (pipe !== undefined) closeSync(pipe.fd);
  output?.output.pipe(process.stdout, { end: false });
  const said = errors?.output ?? child.stderr;
  if (said === null) throw new Error('Envoy was started without its output');
  eachLine(said, line => launch.onLog(parseLogLine(line)));
  // The last line of its log says why it ended.
  const ended = once(said, 'close').catch(() => {});
  const exited = new Promise<string>(resolve => {
    child.once('error', error => resolve(`cannot be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      ended.then(() => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`)),
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

/** Under a service manager standard output is a socket, as it is between Node programs. */
function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket();
  } catch {
    return false;
  }
}
