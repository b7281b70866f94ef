import type { Clock } from '#graph';
import { BackOff } from '#lib/back-off.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { StatusWrite } from './source.ts';

/** So many are written at once; who answers slowly is not asked for more. */
const atOnce = 8;

export interface StatusWritesOptions {
  readonly write: (write: StatusWrite) => Promise<void>;
  /** What is to be written to an object now; undefined: nothing. */
  readonly statusOf: (key: ResourceKey) => StatusWrite | undefined;
  readonly clock: Clock;
  readonly onNotice: (message: string) => void;
}

/**
 * StatusWrites keeps writing what `statusOf` says to objects that are due. What becomes due again meanwhile is written once,
 * as it is then; a failure is said once, and tried again until it is over.
 */
export class StatusWrites {
  readonly #options: StatusWritesOptions;
  readonly #due = new Set<ResourceKey>();
  readonly #failed = new Set<ResourceKey>();
  readonly #underWay = new Map<ResourceKey, Promise<void>>();
  #isAsked = false;
  #isClosed = false;
  readonly #backOff: BackOff;

  constructor(options: StatusWritesOptions) {
    this.#options = options;
    this.#backOff = new BackOff(options.clock);
  }

  /** note says that an object's status may have to be written. */
  note(key: ResourceKey): void {
    this.#due.add(key);
    this.#ask();
  }

  /** close begins no further write, and resolves when those under way have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#backOff.over();
    await Promise.all(this.#underWay.values());
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
      if (this.#underWay.has(key)) continue;
      this.#due.delete(key);
      const write = this.#options.statusOf(key);
      if (write !== undefined) this.#underWay.set(key, this.#write(write));
      else this.#failed.delete(key);
    }
  }

  async #write(write: StatusWrite): Promise<void> {
    try {
      await this.#options.write(write);
      this.#failed.delete(write.key);
      if (this.#failed.size === 0) this.#backOff.over();
    } catch (error) {
      this.#fail(write.key, error);
    }
    this.#underWay.delete(write.key);
    this.#ask();
  }

  #fail(key: ResourceKey, error: unknown): void {
    const { onNotice } = this.#options;
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#failed.size === 0) onNotice(`status not written, tried again: ${reason}`);
    this.#failed.add(key);
    if (this.#isClosed) return;
    this.#backOff.later(() => {
      for (const failed of this.#failed) this.note(failed);
    });
  }
}
