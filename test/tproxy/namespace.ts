import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** sh runs a command of the test bench itself to its end, in a namespace or (undefined) outside of all. */
export async function sh(
  namespace: string | undefined,
  command: string,
  ...args: readonly string[]
): Promise<string> {
  const [program, rest] =
    namespace === undefined ? [command, args] : ['ip', ['netns', 'exec', namespace, command, ...args]];
  const { stdout } = await execute(program, rest, { maxBuffer: 67_108_864 });
  return stdout;
}

/** asIn is what goes ahead of a command to run it in a namespace as a user of that number, and of no groups. */
export function asIn(namespace: string, user: number): readonly string[] {
  const asUser = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  return ['ip', 'netns', 'exec', namespace, ...asUser];
}

/** Outcome is how a command that may fail ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** attempt runs a command that may fail. */
export function attempt(
  namespace: string | undefined,
  command: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  input = '',
): Promise<Outcome> {
  const [program = '', ...args] =
    namespace === undefined ? command : ['ip', 'netns', 'exec', namespace, ...command];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: environment });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code, ...output }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
