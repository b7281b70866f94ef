import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadResult } from '../../harness/steady-load.ts';
import type { Machine } from './machine.ts';

/** startLoadFrom keeps a few connections to an address of the cluster busy from its machine, as `startLoad` does from here. */
export function startLoadFrom(
  machine: Machine,
  target: { readonly address: string; readonly port: number; readonly host: string; readonly path: string },
): { stop(): Promise<LoadResult> } {
  const [program = '', ...words] = machine.network;
  const script = fileURLToPath(new URL('load-process.ts', import.meta.url));
  const child = spawn(
    program,
    [...words, process.execPath, '--import', import.meta.resolve('tsx'), script, JSON.stringify(target)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const end = once(child, 'close');
  return {
    stop: async () => {
      child.stdin.end();
      await end;
      return JSON.parse(said) as LoadResult;
    },
  };
}
