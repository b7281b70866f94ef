import { type Held, isResource } from './holding.ts';

/** Named says which names of another type a held resource needs; undefined where that is not known. */
type Named = (held: Held) => readonly string[] | undefined;

/**
 * Uses counts, for one stream, what is needed by those resources that are kept by name or on their way. A resource that a
 * reconnected client holds and we do not know may need anything: until it is replaced, everything counts as needed.
 */
export class Uses {
  readonly #counts = new Map<string, number>();
  readonly #named: Named;
  #unknown = 0;

  constructor(named: Named) {
    this.#named = named;
  }

  has(name: string): boolean {
    return this.#unknown > 0 || this.#counts.has(name);
  }

  added(held: Held): void {
    const names = this.#named(held);
    if (names === undefined) this.#unknown++;
    else for (const name of names) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  dropped(held: Held): void {
    const names = this.#named(held);
    if (names === undefined) this.#unknown--;
    else for (const name of names) this.#drop(name);
  }

  #drop(name: string): void {
    const left = (this.#counts.get(name) ?? 0) - 1;
    if (left > 0) this.#counts.set(name, left);
    else this.#counts.delete(name);
  }
}

/** clustersOf: what listeners, routes and virtual hosts need. */
export function clustersOf(held: Held): readonly string[] | undefined {
  return held.requires;
}

/** assignmentsOf: what clusters need. Of one that a client resumed with only its name is known, see clusterStays. */
export function assignmentsOf(held: Held): readonly string[] {
  return isResource(held) && held.assignment !== undefined ? [held.assignment] : [];
}
