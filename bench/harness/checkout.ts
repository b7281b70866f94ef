import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { documentsOfPlan, type Plan } from '../generate/index.ts';
import { withDirectory } from './directory.ts';

const run = promisify(execFile);

/**
 * withCheckout puts a directory under git, with a second branch that holds the files of `plan`, and passes `work` the
 * function that checks that branch out. The repository is elsewhere, so that only the checkout itself shows in the
 * directory.
 */
export async function withCheckout(
  directory: string,
  plan: Plan,
  work: (checkOut: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const repository = mkdtempSync(join(tmpdir(), 'fairlead-bench-git-'));
  const git = async (tree: string, ...command: string[]) => {
    await run('git', [`--git-dir=${repository}`, `--work-tree=${tree}`, ...identity, ...command], {
      cwd: tree,
    });
  };
  const commit = async (tree: string, branch: string) => {
    await git(tree, 'checkout', '-q', '--orphan', branch);
    await git(tree, 'add', '--all');
    await git(tree, 'commit', '-q', '-m', branch);
  };
  try {
    await run('git', ['init', '-q', '--bare', repository]);
    await git(directory, 'config', 'core.bare', 'false');
    await withDirectory(documentsOfPlan(plan), other => commit(other, 'changed'));
    await commit(directory, 'first');
    await work(() => git(directory, 'checkout', '-q', 'changed'));
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

const identity = [
  '-c',
  'user.name=bench',
  '-c',
  'user.email=bench@fairlead.dev',
  '-c',
  'commit.gpgsign=false',
];
