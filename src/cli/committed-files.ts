import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { Fault } from '#lib/fault.ts';

/** CommittedFiles are files and directories as a commit has them, laid out in a private directory. */
export interface CommittedFiles {
  readonly paths: readonly string[];
  close(): void;
}

/**
 * readCommitted lays out some paths as they are in a commit of their repository. A path that did not exist then becomes an
 * empty directory. Nothing in the repository changes, its index included.
 */
export function readCommitted(paths: readonly string[], revision: string): CommittedFiles {
  const [first = '.'] = paths;
  if (paths.includes('-')) {
    throw new Fault('usage', 'standard input is in no commit; compare it with files: --against PATH');
  }
  const top = repositoryOf(first, revision);
  const commit = git(top, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])?.trim();
  if (commit === undefined) {
    throw new Fault(
      'usage',
      `--against ${revision}: is not a path that exists, and no commit of ${top}; a control plane that runs is --against running`,
    );
  }
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-commit-'));
  const close = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', close);
  const index = { GIT_INDEX_FILE: join(directory, 'index') };
  git(top, ['read-tree', commit], index);
  const laidOut = paths.map(path => {
    const within = relative(top, realpathSync(path));
    if (within.startsWith('..'))
      throw new Fault('usage', `${path} is not in the repository of ${first}, ${top}`);
    const files = git(top, ['ls-files', '-z', '--', within === '' ? '.' : within], index) ?? '';
    git(top, ['checkout-index', '-z', '--stdin', `--prefix=${join(directory, 'files')}/`], index, files);
    const target = join(directory, 'files', within);
    if (!existsSync(target)) mkdirSync(target, { recursive: true });
    return target;
  });
  return { paths: laidOut, close };
}

function repositoryOf(path: string, revision: string): string {
  if (!existsSync(path)) throw new Fault('input', `${path}: no such file or directory`);
  const folder = [resolve(path), dirname(resolve(path))].find(at =>
    git(at, ['rev-parse', '--show-toplevel']),
  );
  const top = folder === undefined ? undefined : git(folder, ['rev-parse', '--show-toplevel'])?.trim();
  if (top !== undefined && top !== '') return top;
  throw new Fault(
    'usage',
    `${path} is in no git repository, so there is no ${revision} to compare it with; say what to compare with: --against PATH, or --against running`,
  );
}

/** Runs git and returns its output; undefined where git failed. */
function git(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: directory,
      input,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 256 * 1024 ** 2,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(directory)) {
      throw new Fault('environment', 'there is no git on the PATH; compare with files: --against PATH');
    }
    return undefined;
  }
}
