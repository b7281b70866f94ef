import { SmallSet } from '#lib/small-set.ts';

/** Named is the names that there are to subscribe to: those of a view, of one type. */
export interface Named {
  has(name: string): boolean;
  names(): Iterable<string>;
  count(): number;
}

/** Below this number, keeping the names costs less than comparing them with the view. */
const worthComparing = 8;

/**
 * Subscription is what a stream asked for of one type: everything that its view holds, or names, or both. Clients name most of
 * what is there (each cluster's endpoints): then only what differs from the view is kept.
 */
export class Subscription {
  /** True for `*`, and for a first request that names nothing (the protocol's older way to say the same). */
  wildcard = false;
  readonly #view: Named;
  /** All names that are asked for; once they are compared with the view (`compare`), only those that the view does not have. */
  readonly #names = new SmallSet<string>();
  /** Names of the view that are not asked for; undefined where `#names` holds all names, uncompared. */
  #missing: SmallSet<string> | undefined;

  constructor(view: Named) {
    this.#view = view;
  }

  covers(name: string): boolean {
    return this.wildcard || this.isNamed(name);
  }

  isNamed(name: string): boolean {
    if (this.#names.has(name)) return true;
    return this.#missing !== undefined && !this.#missing.has(name) && this.#view.has(name);
  }

  /** size is how many names are asked for; once they are compared with the view, it may be more than that. */
  get size(): number {
    if (this.#missing === undefined) return this.#names.size;
    return this.#names.size + this.#view.count() - this.#missing.size;
  }

  *names(): Iterable<string> {
    yield* this.#names;
    if (this.#missing === undefined) return;
    for (const name of this.#view.names()) {
      if (!this.#missing.has(name) && !this.#names.has(name)) yield name;
    }
  }

  add(name: string): void {
    if (name === '*') this.wildcard = true;
    else if (this.#missing?.has(name) === true) this.#missing.delete(name);
    else if (!this.isNamed(name)) this.#names.add(name);
  }

  drop(name: string): void {
    if (name === '*') this.wildcard = false;
    else if (!this.#names.delete(name) && this.isNamed(name)) this.#missing?.add(name);
  }

  /** memberChanged keeps what was asked for as it is while the view changes. */
  memberChanged(name: string, present: boolean): void {
    if (this.#missing === undefined) return;
    if (present) {
      if (!this.#names.delete(name)) this.#missing.add(name);
    } else if (!this.#missing.delete(name)) {
      this.#names.add(name);
    }
  }

  /** compare keeps what differs from the view in place of the names, where that is less. */
  compare(): void {
    if (this.#missing !== undefined || this.#names.size < worthComparing) return;
    if (this.#names.size * 2 < this.#view.count()) return;
    const missing = new SmallSet<string>();
    for (const name of this.#view.names()) if (!this.#names.has(name)) missing.add(name);
    const beyond = [...this.#names].filter(name => !this.#view.has(name));
    if (missing.size + beyond.length > this.#names.size / 2) return;
    this.#names.clear();
    for (const name of beyond) this.#names.add(name);
    this.#missing = missing;
  }

  /** list keeps all names again: the view is about to be another. */
  list(): void {
    if (this.#missing === undefined) return;
    const names = [...this.names()];
    this.#missing = undefined;
    for (const name of names) this.#names.add(name);
  }
}
