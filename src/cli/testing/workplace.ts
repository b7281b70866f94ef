import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundledProgram } from './bundled-program.ts';

/** Milliseconds within which a command must print an expected text. */
const patience = 15_000;

/** Ended is the result of a command. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Running is a command that goes on. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /**
   * Resolves with the match once the command has printed such a text, to either stream. Rejects if the command ends first,
   * or does not print it for long.
   */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its standard error so far. */
  written(): string;
}

/** Workplace is a directory for `fairlead` commands that run in it and see nothing else of this machine. */
export interface Workplace {
  readonly directory: string;
  write(file: string, text: string | Buffer): string;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  start(args: readonly string[], options?: RunOptions): Running;
  /** Ends what still runs and removes everything. */
  close(): Promise<void>;
}

interface RunOptions {
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs another one, such as `nsenter` with its flags; it may start in another directory. */
  readonly through?: readonly string[];
}

export async function makeWorkplace(): Promise<Workplace> {
  const program = await bundledProgram();
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-cli-'));
  const running = new Set<Running>();
  const start: Workplace['start'] = (args, { stdin, env, through = [] } = {}) => {
    const [command = process.execPath, ...before] = [...through, process.execPath];
    const child = spawn(command, [...before, program, ...args], {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        HOME: join(directory, 'home'),
        XDG_STATE_HOME: join(directory, '.state'),
        XDG_RUNTIME_DIR: join(directory, '.run'),
        ...env,
      },
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin);
    const written = { stdout: '', stderr: '' };
    const listeners = new Set<() => void>();
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
        written[stream] += chunk;
        for (const listener of listeners) listener();
      });
    }
    const ended = once(child, 'close').then(([code]): Ended => ({ code, ...written }));
    const process_: Running = {
      child,
      ended,
      written: () => written.stderr,
      says: pattern =>
        new Promise((resolve, reject) => {
          const end = () => {
            listeners.delete(look);
            clearTimeout(timer);
          };
          const fail = () => {
            end();
            reject(new Error(`it never said ${pattern}: ${JSON.stringify(written)}`));
          };
          const look = () => {
            const match = pattern.exec(written.stdout) ?? pattern.exec(written.stderr);
            if (match === null) return;
            end();
            resolve(match);
          };
          const timer = setTimeout(fail, patience);
          listeners.add(look);
          void ended.then(fail);
          look();
        }),
    };
    running.add(process_);
    void ended.then(() => running.delete(process_));
    return process_;
  };
  return {
    directory,
    write(file, text) {
      const path = join(directory, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    run: (args, options) => start(args, options).ended,
    start,
    close: async () => {
      for (const { child, ended } of running) {
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** succeeded returns the output of a command, after checking that it succeeded. */
export function succeeded({ code, stdout, stderr }: Ended): string {
  assert.equal(code, 0, `exit code ${code}: ${stderr}`);
  return stdout;
}
