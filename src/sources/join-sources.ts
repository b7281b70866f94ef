import { deepEqual } from '#lib/equal.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Seen } from '#lib/seen.ts';
import { type Held, mergeEntries, winnerOf } from './merge-entries.ts';
import type { Entry, EntryChange, Source, SourceSink, StatusWrite } from './source.ts';

/**
 * joinSources makes one source of several, in the order of their precedence. They may hold one key: of those that have a
 * usable version of the object, the first one's is in force, whatever came first, and the next takes its place when it goes.
 * What differs from it elsewhere is told so (`Duplicate`). Everything that is asked of an object goes to the source whose
 * version is in force; a shadowed object is written no status.
 *
 * `isOverlay`: what goes before is meant to differ, and nothing is said of that.
 *
 * Their names tell them apart in what is said, and must differ.
 *
 * `start` hands over what all of them hold as one batch. It rejects, with all of them stopped, where one of them does.
 */
export function joinSources(sources: readonly Source[], { isOverlay = false } = {}): Source {
  const [only] = sources;
  const names = sources.map(source => source.name);
  if (new Set(names).size < names.length) throw new Error(`sources of one name: ${names.join(', ')}`);
  return only !== undefined && sources.length === 1 ? only : new JoinedSource(sources, isOverlay);
}

class JoinedSource implements Source {
  readonly name: string;
  readonly writeStatus?: (write: StatusWrite) => Promise<void>;
  readonly #sources: readonly Source[];
  readonly #isOverlay: boolean;
  /** What each of them holds, in their order. */
  readonly #held: readonly Map<ResourceKey, Entry>[];
  readonly #told = new Map<ResourceKey, Entry>();
  #sink: SourceSink | undefined;

  constructor(sources: readonly Source[], isOverlay: boolean) {
    this.#isOverlay = isOverlay;
    this.name = sources.map(source => source.name).join('+');
    this.#sources = sources;
    this.#held = sources.map(() => new Map());
    if (sources.some(source => source.writeStatus !== undefined)) {
      this.writeStatus = async write => this.#sourceOf(write.key)?.writeStatus?.(write);
    }
  }

  async start(sink: SourceSink): Promise<void> {
    const started = await Promise.allSettled(
      this.#sources.map((source, i) => source.start((changes, seen) => this.#take(i, changes, seen))),
    );
    const failed = started.find(result => result.status === 'rejected');
    if (failed !== undefined) {
      await this.stop();
      throw failed.reason;
    }
    this.#sink = sink;
    this.#tell(new Set(this.#held.flatMap(held => [...held.keys()])));
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
    await Promise.all(this.#sources.map(source => source.stop()));
  }

  origin(key: ResourceKey): ReturnType<Source['origin']> {
    return this.#sourceOf(key)?.origin(key);
  }

  written(key: ResourceKey): unknown {
    return this.#sourceOf(key)?.written(key);
  }

  #take(from: number, changes: readonly EntryChange[], seen: Seen | undefined): void {
    const held = this.#held[from];
    for (const { key, entry } of changes) {
      if (entry === undefined) held?.delete(key);
      else held?.set(key, entry);
    }
    this.#tell(
      changes.map(({ key }) => key),
      seen,
    );
  }

  #tell(keys: Iterable<ResourceKey>, seen?: Seen): void {
    const sink = this.#sink;
    // Until all have started, what they hold is told by nobody: which is in force is not known yet.
    if (sink === undefined) return;
    const changes: EntryChange[] = [];
    for (const key of keys) {
      const entry = this.#isOverlay
        ? winnerOf(this.#holdersOf(key))?.entry
        : mergeEntries(this.#holdersOf(key));
      if (deepEqual(entry, this.#told.get(key))) continue;
      changes.push({ key, entry });
      if (entry === undefined) this.#told.delete(key);
      else this.#told.set(key, entry);
    }
    if (changes.length > 0) sink(changes, seen);
  }

  #holdersOf(key: ResourceKey): readonly (Held & { readonly source: Source })[] {
    return this.#sources.flatMap((source, i) => {
      const entry = this.#held[i]?.get(key);
      return entry === undefined ? [] : [{ source, name: source.name, entry }];
    });
  }

  #sourceOf(key: ResourceKey): Source | undefined {
    return winnerOf(this.#holdersOf(key))?.source;
  }
}
