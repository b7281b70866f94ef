import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * deathGuard gives the words to put before a command so that the kernel kills it when this process dies, however it dies
 * (`kill -9` included): PR_SET_PDEATHSIG, which only the child itself can ask for, by way of util-linux's setpriv. Empty
 * where there is none; then what is left behind is ended by the next start (see leftovers.ts).
 */
export async function deathGuard(): Promise<readonly string[]> {
  const guard = ['setpriv', '--pdeathsig', 'KILL', '--'];
  const [command = '', ...flags] = guard;
  return run(command, [...flags, 'true'], { timeout: 5_000 }).then(
    () => guard,
    () => [],
  );
}
