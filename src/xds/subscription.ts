import { SmallSet } from '#lib/small-set.ts';

/** Subscription is what a stream asked for of one type: everything that its view holds, or names, or both. */
export class Subscription {
  /** True for `*`, and for a first request that names nothing (the protocol's older way to say the same). */
  wildcard = false;
  readonly names = new SmallSet<string>();

  covers(name: string): boolean {
    return this.wildcard || this.names.has(name);
  }

  add(name: string): void {
    if (name === '*') this.wildcard = true;
    else this.names.add(name);
  }

  drop(name: string): void {
    if (name === '*') this.wildcard = false;
    else this.names.delete(name);
  }
}
