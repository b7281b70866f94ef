import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import type { OnChange } from './history.ts';
import type { MemberSet, SetUser, Watcher } from './member-set.ts';

/** View is what one proxy is to hold: the resources of some sets, and the streams that ask for it. */
export class View implements SetUser {
  readonly name: string;
  /** False until someone says that this view exists; its clients wait until then. */
  known = false;
  readonly streams = new Set<Watcher>();
  #sets: readonly MemberSet[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get sets(): readonly MemberSet[] {
    return this.#sets;
  }

  /** replaceSets has the view consist of other sets. */
  replaceSets(sets: readonly MemberSet[]): void {
    for (const stream of this.streams) stream.setsChange();
    let live = 0;
    for (const stream of this.streams) if (stream.live) live++;
    this.attend(-live);
    for (const set of this.#sets) if (!sets.includes(set)) set.views.delete(this);
    for (const set of sets) set.views.add(this);
    this.#sets = sets;
    this.attend(live);
  }

  /** attend has each set count so many more (or, negative, fewer) streams that are told of its changes. */
  attend(streams: number): void {
    for (const set of this.#sets) set.audience += streams;
  }

  has(type: XdsType, name: string): boolean {
    for (const set of this.#sets) if (set.has(type, name)) return true;
    return false;
  }

  /** resource is what stands under a name: what one of the view's sets has alone, or else what all sets share. */
  resource(type: XdsType, name: string): XdsResource | undefined {
    let shared: XdsResource | undefined;
    for (const set of this.#sets) {
      const own = set.own(type, name);
      if (own !== undefined) return own;
      if (shared === undefined && set.has(type, name)) shared = set.resource(type, name);
    }
    return shared;
  }

  /** members are names, each once. */
  members(type: XdsType): Iterable<string> {
    const [only, ...others] = this.#sets.filter(set => set.count(type) > 0);
    if (only === undefined) return [];
    return others.length === 0
      ? only.members(type)
      : new Set([only, ...others].flatMap(set => [...set.members(type)]));
  }

  /** count is the number of members; for a view of several sets it may be more, as a name of two sets counts twice. */
  count(type: XdsType): number {
    return this.#sets.reduce((sum, set) => sum + set.count(type), 0);
  }

  /** at is what the view held under a name at a position. */
  at(type: XdsType, name: string, position: number): XdsResource | undefined {
    for (const set of this.#sets) {
      const resource = set.at(type, name, position);
      if (resource !== undefined) return resource;
    }
    return undefined;
  }

  /** changesSince makes a call for each change after a position; for a name that changed twice, the first tells what was. */
  changesSince(type: XdsType, position: number, call: OnChange): void {
    for (const set of this.#sets) {
      set.history(type)?.changesSince(position, (name, was) => {
        // What one set did not have, another may have had.
        call(name, was ?? (this.#sets.length > 1 ? this.at(type, name, position) : undefined));
      });
    }
  }

  hasChanged(type: XdsType, position: number): boolean {
    for (const set of this.#sets) if ((set.history(type)?.head ?? 0) > position) return true;
    return false;
  }

  /** memberChanged is called by a set; a name that another set of the view holds as well has neither come nor gone. */
  memberChanged(type: XdsType, name: string, present: boolean): void {
    const holding = this.#sets.filter(set => set.has(type, name)).length;
    if (holding !== Number(present)) return;
    for (const stream of this.streams) stream.memberChanged(type, name, present);
  }

  touch(type: XdsType, name: string): void {
    for (const stream of this.streams) stream.touch(type, name);
  }

  look(): void {
    for (const stream of this.streams) stream.look();
  }

  /** idle views (unknown, without clients) can be forgotten. */
  get idle(): boolean {
    return !this.known && this.streams.size === 0;
  }
}
