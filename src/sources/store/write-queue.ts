import { Fault } from '#lib/fault.ts';
import { steadyClock } from '#lib/system-clock.ts';
import type { Database } from './database.ts';

interface Waiting {
  /** Runs within a transaction; returns the answer. */
  readonly write: () => unknown;
  readonly resolve: (outcome: never) => void;
  readonly reject: (reason: unknown) => void;
  /** When the write was requested; ms, by `steadyClock`. */
  readonly askedAt: number;
}

/**
 * TransactionEvents: `commit` is called when a transaction is on disk, before the promises of its writes resolve; `askedAt`
 * is when its first write was requested (ms, by `steadyClock`).
 */
export interface TransactionEvents {
  begin(): void;
  commit(askedAt: number): void;
}

/**
 * WriteQueue runs writes in the order in which they come. All that have come by the end of a turn of the event loop share one
 * transaction, and so one wait for the disk: a hundred writers cost little more than one.
 */
export class WriteQueue {
  readonly #database: Database;
  readonly #file: string;
  readonly #on: TransactionEvents;
  #waiting: Waiting[] = [];
  #due: NodeJS.Immediate | undefined;

  constructor(database: Database, file: string, on: TransactionEvents) {
    this.#database = database;
    this.#file = file;
    this.#on = on;
  }

  /** run resolves with what `write` gives when that is on disk; it rejects with a `Fault` where the disk does not take it. */
  run<Outcome>(write: () => Outcome): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ write, resolve, reject, askedAt: steadyClock.now() });
      this.#due ??= setImmediate(() => this.flush());
    });
  }

  flush(): void {
    clearImmediate(this.#due);
    this.#due = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length > 0) this.#commit(batch);
  }

  /** Where a batch fails, a single write of it may be the cause: then each is tried alone. */
  #commit(batch: readonly Waiting[]): void {
    let outcomes: unknown[];
    const [first] = batch;
    try {
      this.#on.begin();
      outcomes = this.#database.transaction(() => batch.map(({ write }) => write())).immediate();
    } catch (error) {
      if (batch.length > 1) for (const one of batch) this.#commit([one]);
      else for (const { reject } of batch) reject(this.#faultOf(error));
      return;
    }
    if (first !== undefined) this.#on.commit(first.askedAt);
    batch.forEach(({ resolve }, i) => {
      resolve(outcomes[i] as never);
    });
  }

  #faultOf(error: unknown): unknown {
    const { code, message } = error as { readonly code?: unknown; readonly message?: string };
    if (!String(code).startsWith('SQLITE_')) return error;
    const reason = code === 'SQLITE_FULL' ? 'it, or its disk, is full' : message;
    return new Fault(
      'environment',
      `the store ${this.#file} cannot be written: ${reason}; nothing was changed`,
      {
        cause: error,
      },
    );
  }
}
