import type { Held } from './channel.ts';

/**
 * Uses counts, for one stream, which clusters the routes and virtual hosts need that the client holds or is being sent.
 * What a reconnected client holds and we do not know may need any cluster: until it is replaced, none is free.
 */
export class Uses {
  readonly #counts = new Map<string, number>();
  #unknown = 0;

  needs(cluster: string): boolean {
    return this.#unknown > 0 || this.#counts.has(cluster);
  }

  add(held: Pick<Held, 'requires'>): void {
    if (held.requires === undefined) this.#unknown++;
    else for (const cluster of held.requires) this.#counts.set(cluster, (this.#counts.get(cluster) ?? 0) + 1);
  }

  drop(held: Pick<Held, 'requires'>): void {
    if (held.requires === undefined) this.#unknown--;
    else for (const cluster of held.requires) this.#drop(cluster);
  }

  #drop(cluster: string): void {
    const left = (this.#counts.get(cluster) ?? 0) - 1;
    if (left > 0) this.#counts.set(cluster, left);
    else this.#counts.delete(cluster);
  }
}
