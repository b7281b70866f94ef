import type { Collection, Index, Tracker } from './collection.ts';
import { CollectionIndex } from './collection-index.ts';
import type { Edge, Read, Reader, Readers } from './dependencies.ts';
import { SettledCollection } from './settled-collection.ts';
import type { Stage } from './stage.ts';

type ReadingStage = Stage & Reader;

/** RunTracker records what the current run of one derivation reads. It is one object for all runs of the derivation. */
export class RunTracker implements Tracker {
  readonly #owner: ReadingStage;
  readonly #edges = new Map<Readers, { readonly edge: Edge; readonly from: string }>();
  /** Places from which a run fetched under its own key, each with its name. */
  readonly #followed = new Map<Readers, string>();
  #reads: Read[] = [];
  #deadline: number | undefined;
  #run: number | undefined;
  #key: string | undefined;

  constructor(owner: ReadingStage) {
    this.#owner = owner;
  }

  begin(run: number, key: string): void {
    this.#run = run;
    this.#key = key;
    this.#deadline = undefined;
    if (this.#reads.length > 0) this.#reads = [];
  }

  end(): void {
    this.#run = undefined;
  }

  /** What the last run read, each once, in the order of reading. */
  get reads(): readonly Read[] {
    return this.#reads;
  }

  get deadline(): number | undefined {
    return this.#deadline;
  }

  /** Names of what any run fetched from. */
  get fetchedFrom(): readonly string[] {
    return [
      ...new Set([...this.#followed.values(), ...Array.from(this.#edges.values(), ({ from }) => from)]),
    ];
  }

  fetch<V>(collection: Collection<V>, key: string): V | undefined {
    if (!(collection instanceof SettledCollection)) throw this.#foreign(collection.name);
    const settled: SettledCollection<V> = collection;
    this.#record(settled, settled.readers, key);
    return settled.peek(key);
  }

  fetchAll<V>(index: Index<V>, indexKey: string): readonly V[] {
    const own = this.#own(index);
    this.#record(own, own.memberReaders, indexKey);
    return own.members(indexKey);
  }

  count<V>(index: Index<V>, indexKey: string): number {
    const own = this.#own(index);
    this.#record(own, own.countReaders, indexKey);
    return own.memberCount(indexKey);
  }

  now(): number {
    this.#assertRunning();
    return this.#owner.scheduler.now();
  }

  validUntil(time: number): void {
    this.#assertRunning();
    if (Number.isNaN(time)) throw new Error(`${this.#owner.name}: validUntil was given NaN`);
    // This run has already seen a time that is past: there is nothing to wait for.
    if (time === Number.POSITIVE_INFINITY || time <= this.#owner.scheduler.now()) return;
    if (this.#deadline === undefined || time < this.#deadline) this.#deadline = time;
  }

  #own<V>(index: Index<V>): CollectionIndex<V> {
    if (!(index instanceof CollectionIndex)) throw this.#foreign(index.name);
    return index;
  }

  #record(stage: Stage, readers: Readers, key: string): void {
    this.#assertRunning();
    if (key === this.#key) {
      if (this.#followed.has(readers)) return;
      this.#assertEarlier(stage);
      readers.follow(this.#owner);
      this.#followed.set(readers, stage.name);
      return;
    }
    let edge = this.#edges.get(readers)?.edge;
    if (edge === undefined) {
      this.#assertEarlier(stage);
      edge = readers.edge(this.#owner);
      this.#edges.set(readers, { edge, from: stage.name });
    }
    const read = edge.read(key);
    if (read.stamp === this.#run) return;
    read.stamp = this.#owner.scheduler.run;
    this.#reads.push(read);
  }

  #assertRunning(): void {
    if (this.#run === undefined)
      throw new Error(`${this.#owner.name}: a tracker was used after its run had ended`);
  }

  #assertEarlier(stage: Stage): void {
    if (stage.scheduler !== this.#owner.scheduler) throw this.#foreign(stage.name);
    if (stage.order >= this.#owner.order) throw this.#later(stage.name);
  }

  #foreign(name: string): Error {
    return new Error(`${this.#owner.name}: ${name} is not a collection or index of the same graph`);
  }

  #later(name: string): Error {
    return new Error(`${this.#owner.name}: ${name} was made later and cannot be read; make it first`);
  }
}
