import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '#lib/fault.ts';

/** repository is the root of the checkout. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** GoProgram is a folder of bench/ that is a Go module and a command. */
export type GoProgram = 'client' | 'control' | 'load';

/** goMissing is why Go programs cannot be built here, or false: the reason for a test to skip. */
export function goMissing(): string | false {
  return spawnSync('go', ['version']).status === 0 ? false : 'Go is not installed';
}

const built = new Map<GoProgram, string>();

/** buildGoProgram builds one into `.cache/bench/`, once in a process, and gives its path. */
export function buildGoProgram(program: GoProgram): string {
  const path = built.get(program) ?? build(program);
  built.set(program, path);
  return path;
}

function build(program: GoProgram): string {
  const path = join(repository, '.cache/bench', program);
  const go = spawnSync('go', ['build', '-trimpath', '-o', path, '.'], {
    cwd: join(repository, 'bench', program),
    encoding: 'utf8',
  });
  if (go.error !== undefined) {
    throw new Fault(
      'environment',
      `bench/${program} is written in Go, and go cannot be run: ${go.error.message}`,
    );
  }
  if (go.status !== 0) throw new Fault('environment', `go build in bench/${program} failed:\n${go.stderr}`);
  return path;
}
