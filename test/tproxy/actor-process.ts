import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Reply, Request } from './actor-protocol.ts';
import { inCgroup } from './cgroup.ts';
import { asIn } from './namespace.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Actor is a process that does as it is told, in a namespace and as a user. */
export interface Actor {
  readonly ask: (request: Request) => Promise<Reply>;
  readonly stop: () => Promise<void>;
}

export function startActor(namespace: string, user: number, cgroup?: string): Actor {
  const script = fileURLToPath(new URL('actor.ts', import.meta.url));
  const node = [process.execPath, '--import', join(root, 'node_modules/tsx/dist/loader.mjs'), script];
  const command = [...asIn(namespace, user), ...node];
  const [first = '', ...rest] = cgroup === undefined ? command : inCgroup(cgroup, command);
  const child = spawn(first, rest, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TSX_DISABLE_CACHE: '1' },
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  createInterface({ input: child.stdout }).on('line', line => {
    const { id, reply } = JSON.parse(line) as { id: number; reply: Reply };
    waiting.get(id)?.(reply);
    waiting.delete(id);
  });
  child.on('exit', code => {
    for (const resolve of waiting.values()) resolve({ error: `actor ended with ${code}` });
  });
  let last = 0;
  return {
    ask: request =>
      new Promise(resolve => {
        waiting.set(++last, resolve);
        child.stdin.write(`${JSON.stringify({ id: last, request })}\n`);
      }),
    stop: () => ended(child),
  };
}

/** ended kills a process, and resolves when it is gone. */
export function ended(child: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
