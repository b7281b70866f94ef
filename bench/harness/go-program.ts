import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '#lib/fault.ts';

/** repository is the root of the checkout. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** GoProgram is a folder of bench/ that is a Go module and a command. */
export type GoProgram = 'client' | 'control' | 'load';

/** buildGoProgram builds one into `.cache/bench/` and gives its path. Go's own cache makes the second time cheap. */
export function buildGoProgram(program: GoProgram): string {
  const path = join(repository, '.cache/bench', program);
  const built = spawnSync('go', ['build', '-trimpath', '-o', path, '.'], {
    cwd: join(repository, 'bench', program),
    encoding: 'utf8',
  });
  if (built.error !== undefined) {
    throw new Fault(
      'environment',
      `bench/${program} is written in Go, and go cannot be run: ${built.error.message}`,
    );
  }
  if (built.status !== 0) {
    throw new Fault('environment', `go build in bench/${program} failed:\n${built.stderr}`);
  }
  return path;
}
