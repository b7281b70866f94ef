import { deepEqual } from '#lib/equal.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Seen } from '#lib/seen.ts';
import { type Held, mergeEntries, winnerOf } from './merge-entries.ts';
import type { Entry, EntryChange, Source, SourceSink, StatusWrite } from './source.ts';

/**
 * joinSources makes one source of several, in order of precedence. Several may hold the same key: of those with a usable
 * version of the object, the first source's is in force, whichever came first in time, and the next one's takes over when it
 * goes. A version elsewhere that differs gets a finding (`Duplicate`). Every question about an object goes to the source
 * whose version is in force; a shadowed object gets no status.
 *
 * `isOverlay`: earlier sources are meant to differ from later ones, so there is no finding.
 *
 * The names of the sources tell them apart in messages, and must differ.
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
  /** What each source holds, in the order of `#sources`. */
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
    // Nothing is passed on until all sources have started: only then is it known which version is in force.
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
