import type { Clock } from '#lib/clock.ts';
import { Alarm } from './alarm.ts';
import type { CollectionDump, GraphOptions, Unsubscribe } from './collection.ts';
import { Deadlines } from './deadlines.ts';
import { Failures } from './failures.ts';

type Phase = 'idle' | 'collecting' | 'settling' | 'delivering';

/** Delivery calls the subscribers that a stage had when its batch had settled. */
export type Delivery = (attempt: (call: () => void) => void) => void;

/** Settling is a stage as the scheduler sees it. */
export interface Settling {
  readonly name: string;
  /** Position in the order of settling. */
  readonly order: number;
  queued: boolean;
  settle(): boolean;
  propagate(): void;
  conclude(): Delivery | undefined;
  dump(): CollectionDump;
}

/** Listeners that keep writing make batch after batch. After this many in a row they are taken never to end. */
const maxRounds = 1000;

/**
 * Scheduler decides what happens when: writes are collected, the stages that they reach settle in the order in which they
 * were made, then subscribers are called. What subscribers write makes the next round of the same.
 */
export class Scheduler {
  readonly deadlines = new Deadlines();
  readonly failures: Failures;
  readonly onRun: GraphOptions['onRun'];
  /** The number of the current or last run of a derivation: each Read that a run fetched carries it as its stamp. */
  run = 0;
  /** The collection whose derivation is running. */
  running: string | undefined;

  readonly #clock: Clock;
  readonly #alarm: Alarm;
  readonly #stages: Settling[] = [];
  readonly #names = new Set<string>();
  readonly #settledListeners = new Set<{ readonly call: () => void }>();
  /** Stages to settle, the next one last. */
  readonly #queue: Settling[] = [];
  #phase: Phase = 'idle';
  #depth = 0;
  #now: number | undefined;

  constructor(clock: Clock, { onRun, onError }: GraphOptions) {
    this.#clock = clock;
    this.#alarm = new Alarm(clock, () => this.#wake());
    this.failures = new Failures(onError);
    this.onRun = onRun;
  }

  get stages(): readonly Settling[] {
    return this.#stages;
  }

  /** Whether the caller is inside `batch`, where sources read as written. */
  get collecting(): boolean {
    return this.#depth > 0;
  }

  /** register gives a new stage its place in the order. */
  register(stage: Settling): number {
    this.refuseInDerivation(`make ${stage.name}`);
    if (this.#names.has(stage.name))
      throw new Error(`${stage.name}: the graph has a collection of that name`);
    this.#names.add(stage.name);
    return this.#stages.push(stage) - 1;
  }

  /**
   * begin computes a new stage at once, from what has settled. Nobody reads it or subscribes to it yet, so it settles alone,
   * also in the middle of a batch or a delivery.
   */
  begin(stage: Settling): void {
    const phase = this.#phase;
    this.#phase = 'settling';
    if (phase !== 'delivering') this.#now = undefined;
    try {
      stage.settle();
      stage.conclude();
    } finally {
      this.#phase = phase;
    }
    if (phase === 'idle') this.#settleRounds();
  }

  enqueue(stage: Settling): void {
    if (stage.queued) return;
    stage.queued = true;
    let at = this.#queue.length;
    while (at > 0 && (this.#queue[at - 1]?.order ?? 0) < stage.order) at--;
    this.#queue.splice(at, 0, stage);
  }

  /** written is called by a source that was written: it settles at once unless a batch or a round is under way. */
  written(stage: Settling): void {
    this.enqueue(stage);
    if (this.#phase === 'idle') this.#settleRounds();
  }

  batch(work: () => void): void {
    this.refuseInDerivation('start a batch');
    const outermost = this.#phase === 'idle';
    if (outermost) this.#phase = 'collecting';
    this.#depth++;
    try {
      if (outermost) this.failures.attempt(work);
      else work();
    } finally {
      this.#depth--;
    }
    if (outermost) this.#settleRounds();
  }

  /** suppose settles `change`, calls `look` on the state that it makes, and settles `undo`; no subscriber is called. */
  suppose<T>(change: () => void, look: () => T, undo: () => void): T {
    this.refuseInDerivation('suppose anything');
    if (this.#phase !== 'idle') throw new Error('nothing can be supposed while a batch is under way');
    // Deadlines that have passed are settled and told first: they are due whatever is supposed.
    this.#settleRounds();
    try {
      this.#settleSilently(change);
      return look();
    } finally {
      this.#settleSilently(undo);
      this.#phase = 'idle';
      this.#alarm.set(this.deadlines.earliest);
      this.failures.report();
      this.failures.rethrow();
    }
  }

  onSettled(listener: () => void): Unsubscribe {
    const entry = { call: listener };
    this.#settledListeners.add(entry);
    return () => this.#settledListeners.delete(entry);
  }

  /** now is the clock's time, the same for all of a batch. */
  now(): number {
    this.#now ??= this.#clock.now();
    return this.#now;
  }

  /** refuseInDerivation throws where a derivation does what would make it impure. */
  refuseInDerivation(what: string): void {
    if (this.running !== undefined) {
      throw new Error(
        `${this.running}: a derivation may not ${what}; it reads through its tracker and returns values`,
      );
    }
    if (this.#phase === 'settling') throw new Error(`cannot ${what} while the graph settles`);
  }

  /** refuseUntracked throws where a derivation reads behind its tracker's back: it would not run again. */
  refuseUntracked(name: string): void {
    if (this.running !== undefined) {
      throw new Error(`${this.running}: a derivation reads ${name} directly; fetch it through the tracker`);
    }
    if (this.#phase === 'settling') throw new Error(`cannot read ${name} while the graph settles`);
  }

  #settleRounds(): void {
    try {
      let rounds = 0;
      do {
        const changed = this.#settleQueue();
        this.#phase = 'delivering';
        this.#deliver(changed);
        if (++rounds === maxRounds && this.#queue.length > 0) {
          const names = this.#queue.map(stage => stage.name).join(', ');
          this.failures.keep(
            new Error(`listeners wrote ${maxRounds} batches in a row and did not end: ${names}`),
          );
          break;
        }
      } while (this.#queue.length > 0);
    } finally {
      this.#phase = 'idle';
      this.#alarm.set(this.deadlines.earliest);
    }
    this.failures.rethrow();
  }

  /** Settles what `write` writes, at the time of the batch before. The state that it leaves is for reading, not for writing. */
  #settleSilently(write: () => void): void {
    this.#phase = 'collecting';
    this.#depth++;
    try {
      write();
    } finally {
      this.#depth--;
      for (const stage of this.#settleQueued()) stage.conclude();
      this.#phase = 'collecting';
    }
  }

  /** settleQueue settles what is queued and due, and returns the stages that changed, in order. */
  #settleQueue(): readonly Settling[] {
    this.#phase = 'settling';
    this.#now = undefined;
    // Every settled state must hold at its own time, even when the clock's call is late.
    if (this.deadlines.size > 0) this.deadlines.expire(this.now());
    return this.#settleQueued();
  }

  #settleQueued(): readonly Settling[] {
    this.#phase = 'settling';
    const changed: Settling[] = [];
    for (let stage = this.#queue.pop(); stage !== undefined; stage = this.#queue.pop()) {
      stage.queued = false;
      if (!stage.settle()) continue;
      changed.push(stage);
      stage.propagate();
    }
    return changed;
  }

  #deliver(changed: readonly Settling[]): void {
    // All changes are taken before anyone is called: a listener that subscribes elsewhere is not told of this batch.
    const deliveries = changed.map(stage => stage.conclude());
    this.failures.report();
    for (const deliver of deliveries) deliver?.(this.failures.attempt);
    if (changed.length === 0) return;
    for (const entry of [...this.#settledListeners]) {
      if (this.#settledListeners.has(entry)) this.failures.attempt(entry.call);
    }
  }

  #wake(): void {
    // Under way already: what is due runs with the next round, or the clock is asked again after this one.
    if (this.#phase === 'idle') this.#settleRounds();
  }
}
