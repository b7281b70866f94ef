import type { CollectionDump } from './collection.ts';
import type { Delivery, Scheduler, Settling } from './scheduler.ts';

/**
 * Stage is anything that settles: a collection or an index. Stages settle in the order in which they were made, each at
 * most once a batch, and only where something that they read has changed.
 */
export abstract class Stage implements Settling {
  readonly name: string;
  readonly scheduler: Scheduler;
  /** Position in the order of settling. Whoever reads this stage has a higher one. */
  readonly order: number;
  /** Whether the stage stands in the scheduler's queue. Kept here, so that asking costs nothing. */
  queued = false;
  /** Stages whose input this is: they settle after each batch in which this one changed. */
  protected readonly dependents: Stage[] = [];

  constructor(scheduler: Scheduler, name: string) {
    this.scheduler = scheduler;
    this.name = name;
    this.order = scheduler.register(this);
  }

  attach(dependent: Stage): void {
    this.dependents.push(dependent);
  }

  /** settle takes in what changed in earlier stages and says whether that changed anything here. */
  abstract settle(): boolean;

  /** propagate queues the stages that read what changed here, and tells them which of their keys are to run again. */
  abstract propagate(): void;

  /** conclude ends the batch: it forgets what changed and hands over the calls that subscribers are owed. */
  abstract conclude(): Delivery | undefined;

  abstract dump(): CollectionDump;
}

/** Input is what a derivation runs over: the entries of a collection, or the groups of members of an index. */
export interface Input<I> extends Stage {
  /** The value as settled; undefined where there is none. */
  peek(key: string): I | undefined;
  presentKeys(): Iterable<string>;
  presentEntries(): Iterable<readonly [string, I]>;
  /** Whether nothing was here before this batch: the changed keys are all the keys, and none had a value before. */
  readonly isAllNew: boolean;
  changedKeys(): Iterable<string>;
  hasChanged(key: string): boolean;
}
