import { join } from 'node:path';
import { startCommandProcess } from '../harness/command-process.ts';
import { repository } from '../harness/go-program.ts';

/** Watcher is the control for a cluster: a bare watch, in a process of its own, that does nothing with what it receives. */
export interface Watcher {
  /**
   * Resolves when it is watching for the text; `at` resolves with the time when the text came, in milliseconds of the
   * monotonic clock.
   */
  await(text: string): Promise<{ readonly at: Promise<number> }>;
  stop(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly at?: number;
}

/** startWatcher watches everything at the paths. */
export function startWatcher(kubeconfig: string, ...paths: readonly string[]): Watcher {
  const program = join(repository, 'bench/kubernetes/bare-watch.ts');
  const { runTwice, stop } = startCommandProcess<Answer>(
    [process.execPath, '--import', 'tsx', program, kubeconfig, ...paths],
    { core: 1 },
  );
  return {
    await: async text => {
      const { first, second } = runTwice({ text });
      await first;
      return { at: second.then(({ at = Number.NaN }) => at) };
    },
    stop,
  };
}
