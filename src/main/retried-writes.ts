import type { Clock } from '#graph';
import type { State, StateChange } from '#state';

/** ms between tries: the first, and the longest. */
const firstWait = 1_000;
const longestWait = 60_000;

/** RetriedWrites are writes of state that nobody waits for. */
export interface RetriedWrites {
  /** Writes at once. What fails stays due, the latest text of each name, until it is written. */
  write(changes: readonly StateChange[]): void;
  /** Tries once more what is due, then no more. */
  close(): Promise<void>;
}

/**
 * retryWrites keeps a state that cannot be written from harming anything but the memory: a failure is said once, tried
 * again at growing intervals, and said to be over.
 */
export function retryWrites(state: State, clock: Clock, onNotice: (message: string) => void): RetriedWrites {
  const due = new Map<string, StateChange>();
  let failing = false;
  let closed = false;
  let wait = firstWait;
  let cancel: (() => void) | undefined;

  const attempt = async (changes: readonly StateChange[]): Promise<void> => {
    try {
      await state.write(changes);
    } catch (error) {
      fail(error);
      return;
    }
    // A later text of the same name is due on its own.
    for (const change of changes) if (due.get(change.name) === change) due.delete(change.name);
    if (!failing || due.size > 0) return;
    failing = false;
    wait = firstWait;
    cancel?.();
    cancel = undefined;
    onNotice('what was not remembered is written now');
  };
  const fail = (error: unknown): void => {
    if (!failing) {
      const reason = error instanceof Error ? error.message : String(error);
      onNotice(`not remembered over a restart, tried again: ${reason}`);
    }
    failing = true;
    if (closed || cancel !== undefined) return;
    cancel = clock.at(clock.now() + wait, () => {
      cancel = undefined;
      void attempt([...due.values()]);
    });
    wait = Math.min(2 * wait, longestWait);
  };
  return {
    write: changes => {
      if (closed) return;
      for (const change of changes) due.set(change.name, change);
      if (changes.length > 0) void attempt(changes);
    },
    close: async () => {
      closed = true;
      cancel?.();
      if (due.size > 0) await attempt([...due.values()]);
    },
  };
}
