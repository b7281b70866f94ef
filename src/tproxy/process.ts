import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Fault } from '#lib/fault.ts';

/** Outcome is how a program ended and what it printed. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that has not ended by then is stuck; nothing that we run takes seconds by itself, bar waiting for a lock. */
const patience = 300_000;
const longestOutput = 67_108_864;

/** findProgram is the path of a program on PATH, or in the directories of system programs, even where PATH lacks them. */
export function findProgram(name: string): string | undefined {
  if (name.includes('/')) return isExecutable(name) ? name : undefined;
  const directories = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
    '/usr/bin',
    '/bin',
  ];
  return directories
    .filter(directory => directory !== '')
    .map(directory => join(directory, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** run runs a program to its end. Input reaches it through a pipe, never a socket: nft cannot reopen a socket. */
export function run(program: string, args: readonly string[], input?: string): Promise<Outcome> {
  const [command, rest] =
    input === undefined ? [program, args] : ['/bin/sh', ['-c', 'cat | "$0" "$@"', program, ...args]];
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    // Not spawn's own timeout: its timer lives on where the program cannot even be started, and keeps this process alive.
    const timer = setTimeout(() => child.kill(), patience);
    timer.unref();
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        if (output[stream].length > longestOutput) child.kill('SIGKILL');
      });
    }
    child.on('error', cause =>
      reject(new Fault('environment', `${program}: cannot be run: ${cause.message}`, { cause })),
    );
    child.on('close', code => {
      clearTimeout(timer);
      resolve({ code: code ?? 128, ...output });
    });
    // A program that ends before it has read everything says why on stderr; the broken pipe adds nothing.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** firstLine is the first line of a program's error output that is not empty. */
export function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .map(line => line.trim())
      .find(line => line !== '') ?? 'no reason given'
  );
}
