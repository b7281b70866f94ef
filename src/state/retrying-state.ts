import { BackOff } from '#lib/back-off.ts';
import type { State, StateChange } from './state.ts';

export interface RetryingOptions {
  /** The time in ms since the epoch, and a call at or after such a time. */
  readonly clock: { now(): number; at(time: number, wake: () => void): () => void };
  readonly onNotice: (message: string) => void;
}

/**
 * retryingState limits the harm of a state that cannot be written (disk full, read-only) to what a restart would lose. Its
 * writes never reject. A failed write is reported once; the latest text of each name stays in memory, where `get` and `load`
 * find it, and is tried again at growing intervals; success is reported, too. `close` tries once more.
 *
 * Whoever has to answer for a write to somebody else should use the state itself. A state that retries already is returned
 * as it is.
 */
export function retryingState(state: State, options: RetryingOptions): State {
  return state instanceof RetryingState ? state : new RetryingState(state, options);
}

class RetryingState implements State {
  readonly #state: State;
  readonly #options: RetryingOptions;
  /** Changes that are not known to be written. */
  readonly #due = new Map<string, StateChange>();
  #isFailing = false;
  #isClosed = false;
  readonly #backOff: BackOff;

  constructor(state: State, options: RetryingOptions) {
    this.#state = state;
    this.#options = options;
    this.#backOff = new BackOff(options.clock);
  }

  async load(prefix = ''): Promise<ReadonlyMap<string, string>> {
    const found = new Map(await this.#state.load(prefix));
    for (const { name, text } of this.#due.values()) {
      if (!name.startsWith(prefix)) continue;
      if (text === undefined) found.delete(name);
      else found.set(name, text);
    }
    return found;
  }

  get(name: string): string | undefined {
    const due = this.#due.get(name);
    return due === undefined ? this.#state.get(name) : due.text;
  }

  put(name: string, text: string): Promise<void> {
    return this.write([{ name, text }]);
  }

  delete(name: string): Promise<void> {
    return this.write([{ name, text: undefined }]);
  }

  async write(changes: readonly StateChange[]): Promise<void> {
    for (const change of changes) this.#due.set(change.name, change);
    if (changes.length > 0) await this.#attempt(changes);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#backOff.over();
    if (this.#due.size > 0) await this.#attempt([...this.#due.values()]);
    await this.#state
      .close()
      .catch(error => this.#say('not all that was to be remembered is on disk', error));
  }

  async #attempt(changes: readonly StateChange[]): Promise<void> {
    try {
      await this.#state.write(changes);
    } catch (error) {
      this.#fail(error);
      return;
    }
    // A later text of the same name is due on its own.
    for (const change of changes) {
      if (this.#due.get(change.name) === change) this.#due.delete(change.name);
    }
    if (!this.#isFailing || this.#due.size > 0) return;
    this.#isFailing = false;
    this.#backOff.over();
    this.#options.onNotice('what was not remembered is written now');
  }

  #fail(error: unknown): void {
    if (!this.#isFailing) this.#say('not remembered over a restart, tried again', error);
    this.#isFailing = true;
    if (!this.#isClosed) this.#backOff.later(() => void this.#attempt([...this.#due.values()]));
  }

  #say(what: string, error: unknown): void {
    this.#options.onNotice(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
