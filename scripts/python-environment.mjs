// Python environments for suites, each below `.cache`, made once for each set of requirements.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Returns the folder of an environment with these packages (`name==version`), named after the first; makes it where it is
 * missing, and makes it again where it is incomplete. Ends the program where the packages cannot be installed.
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
  // Written whole or not at all: this file says that all packages are installed.
  writeFileSync(`${stamp}.new`, requirements.join('\n'));
  renameSync(`${stamp}.new`, stamp);
  return environment;
}

/** The folder of such an environment, whether or not it exists. */
export function pathOfEnvironment([first]) {
  return join(root, '.cache', first.replace('==', '-'));
}
