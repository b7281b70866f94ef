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

/** What Envoy writes to files (health events) is told of at once: it keeps it back for ten seconds unless told so. */
const promptFiles = ['--file-flush-interval-msec', '100'];

/** The flag by which an Envoy of ours is told from all others; the path after it is in our runtime directory. */
export const configFlag = '--config-path';

/** The component that says when workers start, and at what level. */
const readAtStart = { config: 'info' } as const;

/** launchEnvoy starts Envoy. It logs what is asked for, and what we read. */
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
  // It writes nothing to its output but the access logs that are asked for there.
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
  // The last line of its output is where it says why.
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

/** Under a service manager the output of programs is a socket, as it is between programs of Node. */
function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket();
  } catch {
    return false;
  }
}
