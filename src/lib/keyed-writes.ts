import { BackOff } from './back-off.ts';
import type { Clock } from './clock.ts';
import type { ResourceKey } from './resource-ref.ts';

/** The most writes at a time, so that a slow server is not asked for more. */
const atOnce = 8;

export interface KeyedWritesOptions<W> {
  /** What is written, in a word or two: `status`. */
  readonly what: string;
  readonly write: (write: W, key: ResourceKey) => Promise<void>;
  /** What is to be written for an object now; undefined: nothing. */
  readonly wanted: (key: ResourceKey) => W | undefined;
  readonly clock: Clock;
  readonly onNotice: (message: string) => void;
  /**
   * Milliseconds for which an object is left alone after a write, so that many changes together become few writes. Default: 0.
   */
  readonly spacing?: number;
  /** Milliseconds from when something becomes due until it is written, together with what becomes due meanwhile. Default: 0. */
  readonly delay?: number;
}

/**
 * KeyedWrites writes what `wanted` returns for each object that is due. An object that becomes due again during a write is
 * written once more, in its latest state. A failure is reported once, and retried until it is over.
 */
export class KeyedWrites<W> {
  readonly #options: KeyedWritesOptions<W>;
  readonly #due = new Set<ResourceKey>();
  readonly #failed = new Set<ResourceKey>();
  readonly #underWay = new Map<ResourceKey, Promise<void>>();
  readonly #resting = new Map<ResourceKey, () => void>();
  #isAsked = false;
  #cancelAsking: (() => void) | undefined;
  #isClosed = false;
  readonly #backOff: BackOff;

  constructor(options: KeyedWritesOptions<W>) {
    this.#options = options;
    this.#backOff = new BackOff(options.clock);
  }

  /** note marks an object as due: something may have to be written for it. */
  note(key: ResourceKey): void {
    this.#due.add(key);
    this.#askLater();
  }

  /** close begins no further write, and resolves when those in progress have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#backOff.over();
    this.#cancelAsking?.();
    for (const cancel of this.#resting.values()) cancel();
    await Promise.all(this.#underWay.values());
  }

  #askLater(): void {
    const { clock, delay = 0 } = this.#options;
    if (delay === 0) {
      this.#ask();
    } else {
      this.#cancelAsking ??= clock.at(clock.now() + delay, () => {
        this.#cancelAsking = undefined;
        this.#begin();
      });
    }
  }

  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    queueMicrotask(() => {
      this.#isAsked = false;
      this.#begin();
    });
  }

  #begin(): void {
    for (const key of this.#due) {
      if (this.#isClosed || this.#underWay.size >= atOnce) return;
      if (this.#underWay.has(key) || this.#resting.has(key)) continue;
      this.#due.delete(key);
      const write = this.#options.wanted(key);
      if (write !== undefined) this.#underWay.set(key, this.#write(key, write));
      else this.#failed.delete(key);
    }
  }

  async #write(key: ResourceKey, write: W): Promise<void> {
    try {
      await this.#options.write(write, key);
      this.#failed.delete(key);
      this.#rest(key);
      if (this.#failed.size === 0) this.#backOff.over();
    } catch (error) {
      this.#fail(key, error);
    }
    this.#underWay.delete(key);
    this.#ask();
  }

  #rest(key: ResourceKey): void {
    const { clock, spacing = 0 } = this.#options;
    if (spacing === 0 || this.#isClosed) return;
    const cancel = clock.at(clock.now() + spacing, () => {
      this.#resting.delete(key);
      this.#ask();
    });
    this.#resting.set(key, cancel);
  }

  #fail(key: ResourceKey, error: unknown): void {
    const { what, onNotice } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#failed.size === 0) onNotice(`${what} not written, tried again: ${reason}`);
    this.#failed.add(key);
    if (this.#isClosed) return;
    this.#backOff.later(() => {
      for (const failed of this.#failed) this.note(failed);
    });
  }
}
