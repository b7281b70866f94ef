import { once } from 'node:events';
import { join } from 'node:path';
import { now } from '../harness/clock.ts';
import { repository } from '../harness/go-program.ts';
import { startPinned } from '../harness/pinned-process.ts';

/**
 * listBarely is the control for a start: the time (ms) from a program's start until it has received everything at the paths,
 * ignoring the content.
 */
export async function listBarely(kubeconfig: string, ...paths: readonly string[]): Promise<number> {
  const program = join(repository, 'bench/kubernetes/bare-list.ts');
  const began = now();
  const { child, output } = startPinned(
    [process.execPath, '--import', 'tsx', program, kubeconfig, ...paths],
    { core: 0 },
  );
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the bare list ended with ${code}:\n${output()}`);
  return now() - began;
}
