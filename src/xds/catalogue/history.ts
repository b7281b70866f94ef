import type { XdsResource } from '#lib/xds-resource.ts';

/** Entry is one change of what a set gives under a name: `was` is what it gave before, undefined where that was nothing. */
interface Entry {
  readonly at: number;
  readonly name: string;
  readonly was: XdsResource | undefined;
}

/** OnChange is told of a change: the name, and what was under it before. */
export type OnChange = (name: string, was: XdsResource | undefined) => void;

/**
 * History lists the recent changes of one type in one set, in order. Each stream stands at a position in it, so that a change
 * for thousands of streams is noted once. All sets of a server draw their positions from one counter.
 */
export class History {
  #entries: Entry[] = [];
  #bytes = 0;
  /** Position of the latest change of a name, for as long as it is remembered. */
  readonly #latest = new Map<string, number>();

  get length(): number {
    return this.#entries.length;
  }

  /** Position of the last change; 0 where none is remembered. */
  get head(): number {
    return this.#entries.at(-1)?.at ?? 0;
  }

  /** Bytes of what is remembered. */
  get bytes(): number {
    return this.#bytes;
  }

  add(at: number, name: string, was: XdsResource | undefined): void {
    this.#entries.push({ at, name, was });
    this.#bytes += sizeOf(was);
    this.#latest.set(name, at);
  }

  hasChanged(name: string, since: number): boolean {
    return (this.#latest.get(name) ?? 0) > since;
  }

  /** was is what the set gave under a name that has changed since. */
  was(name: string, since: number): XdsResource | undefined {
    const { length } = this.#entries;
    for (let i = this.#firstAfter(since); i < length; i++) {
      const entry = this.#entries[i];
      if (entry?.name === name) return entry.was;
    }
    return undefined;
  }

  /**
   * changesSince makes a call for each change after a position, in order. For a name that changed twice, the first call tells
   * what stood there at the position.
   */
  changesSince(since: number, call: OnChange): void {
    const { length } = this.#entries;
    for (let i = this.#firstAfter(since); i < length; i++) {
      const entry = this.#entries[i];
      if (entry !== undefined) call(entry.name, entry.was);
    }
  }

  /** forget drops what changed at or before a position: all streams have passed it. */
  forget(until: number): void {
    const first = this.#firstAfter(until);
    if (first === 0) return;
    for (const { was } of this.#entries.slice(0, first)) this.#bytes -= sizeOf(was);
    this.#entries = this.#entries.slice(first);
    for (const [name, at] of this.#latest) if (at <= until) this.#latest.delete(name);
  }

  /** Searches from the end, where most callers stand. */
  #firstAfter(position: number): number {
    let first = this.#entries.length;
    while (first > 0 && (this.#entries[first - 1]?.at ?? 0) > position) first--;
    return first;
  }
}

function sizeOf(resource: XdsResource | undefined): number {
  return resource?.bytes.length ?? 0;
}
