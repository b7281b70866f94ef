import assert from 'node:assert/strict';
import { deepEqual } from '#lib/equal.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Entry, EntryChange, Source } from './source.ts';

/** How long (ms) a test waits: whatever takes longer never comes. */
const patience = 10_000;

/**
 * Follower is a sink for tests: it holds what a source says is there, checks that no change repeats what was said already,
 * and can be waited on.
 */
export class Follower {
  readonly entries = new Map<ResourceKey, Entry>();
  /** Every batch as it came. */
  readonly batches: (readonly EntryChange[])[] = [];
  readonly source: Source;
  #waiting: (() => void)[] = [];

  private constructor(source: Source) {
    this.source = source;
  }

  static async start(source: Source): Promise<Follower> {
    const follower = new Follower(source);
    await source.start(changes => follower.#take(changes));
    return follower;
  }

  /** until resolves as soon as `holds` does, now or after a batch to come. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(patience);
    while (!holds()) {
      await new Promise<void>((resolve, reject) => {
        const giveUp = (): void => reject(new Error(`never came: ${what}; there are ${this.describe()}`));
        deadline.addEventListener('abort', giveUp, { once: true });
        this.#waiting.push(() => {
          deadline.removeEventListener('abort', giveUp);
          resolve();
        });
      });
    }
  }

  describe(): string {
    return JSON.stringify([...this.entries], undefined, 1);
  }

  #take(changes: readonly EntryChange[]): void {
    assert.ok(changes.length > 0, 'a batch says something');
    for (const { key, entry } of changes) {
      assert.ok(!deepEqual(entry, this.entries.get(key)), `${key} was said already`);
      if (entry === undefined) this.entries.delete(key);
      else this.entries.set(key, entry);
    }
    this.batches.push(changes);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
