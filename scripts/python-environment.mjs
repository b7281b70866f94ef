// Python programs for suites, each in an environment of its own below `.cache`, made once for each set of requirements.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * The folder of an environment that has these packages (`name==version`), made where it is missing; the first names it. One that
 * was not finished is made anew. Ends the program where they cannot be had.
 */
export function pythonEnvironment(requirements) {
  const environment = pathOfEnvironment(requirements);
  const stamp = join(environment, 'requirements.txt');
  if (existsSync(stamp)) return environment;
  const run = (command, args) =>
    spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(dirname(environment), { recursive: true });
  const isMade =
    run('python3', ['-m', 'venv', environment]) &&
    run(join(environment, 'bin/pip'), ['install', '--quiet', ...requirements]);
  if (!isMade) {
    rmSync(environment, { recursive: true, force: true });
    console.error(
      `setup: ${requirements.join(', ')} cannot be installed: it needs Python 3 with pip and a package index.`,
    );
    process.exit(3);
  }
  // Whole or not there at all: it says that all of them are installed.
  writeFileSync(`${stamp}.new`, requirements.join('\n'));
  renameSync(`${stamp}.new`, stamp);
  return environment;
}

/** Where such an environment is, or would be. */
export function pathOfEnvironment([first]) {
  return join(root, '.cache', first.replace('==', '-'));
}
