import type { XdsType } from '#lib/xds-resource.ts';

/** Watcher is told which names of its view to look at again. Telling costs nothing but a note; it acts later. */
export interface Watcher {
  touch(type: XdsType, name: string): void;
}

/** View is one proxy's set of xDS resources, by name, and the streams that hold it. */
export class View {
  readonly name: string;
  /** False until someone says that this view exists; its clients wait until then. */
  known = false;
  readonly watchers = new Set<Watcher>();
  readonly #members = new Map<XdsType, Set<string>>();

  constructor(name: string) {
    this.name = name;
  }

  has(type: XdsType, name: string): boolean {
    return this.#members.get(type)?.has(name) === true;
  }

  members(type: XdsType): Iterable<string> {
    return this.#members.get(type) ?? [];
  }

  /** set gives false where nothing changed. */
  set(type: XdsType, name: string, present: boolean): boolean {
    let names = this.#members.get(type);
    if (names?.has(name) === true) return present ? false : names.delete(name);
    if (!present) return false;
    if (names === undefined) {
      names = new Set();
      this.#members.set(type, names);
    }
    names.add(name);
    return true;
  }

  touch(type: XdsType, name: string): void {
    for (const watcher of this.watchers) watcher.touch(type, name);
  }

  /** idle views (unknown, without members and clients) can be forgotten. */
  get idle(): boolean {
    if (this.known || this.watchers.size > 0) return false;
    return [...this.#members.values()].every(names => names.size === 0);
  }
}
