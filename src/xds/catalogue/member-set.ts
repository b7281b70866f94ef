import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import type { Shown } from '../server.ts';
import { History } from './history.ts';

/** Watcher is a stream as its view sees it. */
export interface Watcher {
  /** Whether the stream may be answered: only then is it told of changes. */
  readonly live: boolean;
  /** Whether the stream may be answered and showed these credentials. */
  isBy(shown: Shown): boolean;
  /** Where it stands in the history of a type; Infinity where it has not asked for the type. */
  position(type: XdsType): number;
  /** Has the stream note by name what changed of a type since its position. */
  catchUp(type: XdsType): void;
  /** A name came to the view, or left it. */
  memberChanged(type: XdsType, name: string, present: boolean): void;
  /** Has the stream look at a name again. */
  touch(type: XdsType, name: string): void;
  /** Has the stream look at what changed. */
  look(): void;
  /** The view came, went, or is made of other sets. */
  wake(): void;
  /** The view is about to be made of other sets. */
  setsChange(): void;
}

/** SetUser is a view as its sets see it. */
export interface SetUser {
  readonly streams: ReadonlySet<Watcher>;
  /** A name came to the set, or left it. */
  memberChanged(type: XdsType, name: string, present: boolean): void;
  /** Has a name looked at again by its streams. */
  touch(type: XdsType, name: string): void;
  /** Has its streams look at what changed. */
  look(): void;
}

/** From so many remembered changes on, or bytes in them, a set looks which of them all streams have passed. */
const worthForgetting = { changes: 64, bytes: 64 * 1024 };
/** Past so many, lagging streams must note by name what they have not been told. */
const most = { changes: 1024, bytes: 1024 ** 2 };

/** SetWorld is what all sets of a server share. */
export interface SetWorld {
  /** The position of the latest change of any set. */
  readonly position: number;
  next(): number;
  resource(type: XdsType, key: string): XdsResource | undefined;
}

/**
 * MemberSet is a set of resources, by name, that views are made of. Thousands of views may share one; nothing is kept here for
 * each of them. An assignment is in the set while one of the set's clusters needs it.
 */
export class MemberSet {
  readonly name: string;
  readonly views = new Set<SetUser>();
  /** How many streams are told of its changes. While there is none, nothing is remembered. */
  audience = 0;
  readonly #world: SetWorld;
  readonly #members = new Map<XdsType, Set<string>>();
  /** The key of the resource that a name stands for in this set, where it is not the name itself. */
  readonly #keys = new Map<XdsType, Map<string, string>>();
  /** Secrets that are this set's alone, whatever stands under their names elsewhere. */
  #own: Map<string, XdsResource> | undefined;
  /** How many clusters of this set need an assignment. */
  readonly #assignments = new Map<string, number>();
  readonly #histories = new Map<XdsType, History>();

  constructor(name: string, world: SetWorld) {
    this.name = name;
    this.#world = world;
  }

  has(type: XdsType, name: string): boolean {
    if (type === 'endpoints') return this.#assignments.has(name);
    return this.#members.get(type)?.has(name) === true;
  }

  /** holds says whether the name is in the set and stands for the resource with this key. */
  holds(type: XdsType, name: string, key: string): boolean {
    return this.has(type, name) && this.#keyOf(type, name) === key;
  }

  members(type: XdsType): Iterable<string> {
    return type === 'endpoints' ? this.#assignments.keys() : (this.#members.get(type) ?? []);
  }

  count(type: XdsType): number {
    return type === 'endpoints' ? this.#assignments.size : (this.#members.get(type)?.size ?? 0);
  }

  history(type: XdsType): History | undefined {
    return this.#histories.get(type);
  }

  /** own is the resource that stands under a name in this set alone, if there is one. */
  own(type: XdsType, name: string): XdsResource | undefined {
    return type === 'secret' ? this.#own?.get(name) : undefined;
  }

  /** setOwn gives false where nothing changed. */
  setOwn(name: string, resource: XdsResource | undefined): boolean {
    const before = this.own('secret', name);
    if (before?.version === resource?.version) return false;
    if (resource === undefined) {
      this.set('secret', name, false);
      this.#own?.delete(name);
      return true;
    }
    if (before !== undefined) this.#note('secret', name, before);
    this.#own ??= new Map();
    this.#own.set(name, resource);
    this.set('secret', name, true);
    return true;
  }

  /** resource is what stands under a name: the set's own resource, or else the one that all sets share. */
  resource(type: XdsType, name: string): XdsResource | undefined {
    return this.own(type, name) ?? this.#world.resource(type, this.#keyOf(type, name));
  }

  #keyOf(type: XdsType, name: string): string {
    return this.#keys.get(type)?.get(name) ?? name;
  }

  /** at is what the set gave under a name at a position. */
  at(type: XdsType, name: string, position: number): XdsResource | undefined {
    const history = this.#histories.get(type);
    if (history?.hasChanged(name, position) === true) return history.was(name, position);
    return this.has(type, name) ? this.resource(type, name) : undefined;
  }

  /** set gives false where nothing changed, such as where a resource goes for which the name no longer stands. */
  set(type: XdsType, name: string, present: boolean, key = name): boolean {
    let names = this.#members.get(type);
    const was = names?.has(name) === true ? this.#keyOf(type, name) : undefined;
    if (present ? was === key : was !== key) return false;
    const before = was === undefined ? undefined : this.resource(type, name);
    this.#note(type, name, before);
    if (names === undefined) {
      names = new Set();
      this.#members.set(type, names);
    }
    if (present) names.add(name);
    else names.delete(name);
    this.#stand(type, name, key);
    const after = present ? this.resource(type, name) : undefined;
    if ((was !== undefined) !== present) this.#told(type, name, present);
    this.assign(before, after);
    return true;
  }

  /** stand notes the key of the resource that a name stands for. */
  #stand(type: XdsType, name: string, key: string): void {
    const keys = this.#keys.get(type);
    if (key === name) keys?.delete(name);
    else if (keys === undefined) this.#keys.set(type, new Map([[name, key]]));
    else keys.set(name, key);
  }

  /** assign updates the assignments of the set: one of its clusters was `before` and is `after` now. */
  assign(before: XdsResource | undefined, after: XdsResource | undefined): void {
    const [was, now] = [before?.assignment, after?.assignment];
    if (was !== now) {
      if (was !== undefined) this.#count(was, -1);
      if (now !== undefined) this.#count(now, 1, after?.assignmentKey);
    } else if (now !== undefined && before?.assignmentKey !== after?.assignmentKey) {
      this.#note('endpoints', now, this.resource('endpoints', now));
      this.#stand('endpoints', now, after?.assignmentKey ?? now);
    }
  }

  /** Counts one more cluster, or one fewer, that needs an assignment. */
  #count(assignment: string, difference: 1 | -1, key = assignment): void {
    const before = this.#assignments.get(assignment) ?? 0;
    const now = before + difference;
    if (before === 0) {
      this.#note('endpoints', assignment, undefined);
      this.#stand('endpoints', assignment, key);
    } else if (now === 0) {
      this.#note('endpoints', assignment, this.resource('endpoints', assignment));
      this.#stand('endpoints', assignment, assignment);
    }
    if (now === 0) this.#assignments.delete(assignment);
    else this.#assignments.set(assignment, now);
    if (before === 0 || now === 0) this.#told('endpoints', assignment, now > 0);
  }

  /** changed notes that a resource of this set changed; `was` is what it was before. */
  changed(type: XdsType, name: string, was: XdsResource | undefined): void {
    this.#note(type, name, was);
  }

  #note(type: XdsType, name: string, was: XdsResource | undefined): void {
    if (this.audience === 0) return;
    let history = this.#histories.get(type);
    if (history === undefined) {
      history = new History();
      this.#histories.set(type, history);
    }
    history.add(this.#world.next(), name, was);
  }

  #told(type: XdsType, name: string, present: boolean): void {
    for (const view of this.views) view.memberChanged(type, name, present);
  }

  /** forget drops what all streams have been told; those that lag too far note the rest by name. */
  forget(): void {
    for (const [type, history] of this.#histories) {
      if (history.length < worthForgetting.changes && history.bytes < worthForgetting.bytes) continue;
      const { head } = history;
      history.forget(this.#lowest(type, head));
      if (history.length <= Math.max(most.changes, this.count(type)) && history.bytes <= most.bytes) continue;
      for (const view of this.views) {
        for (const stream of view.streams) if (stream.position(type) < head) stream.catchUp(type);
      }
      history.forget(head);
    }
    if (this.audience === 0) this.#histories.clear();
  }

  #lowest(type: XdsType, head: number): number {
    let lowest = head;
    for (const view of this.views) {
      for (const stream of view.streams) lowest = Math.min(lowest, stream.position(type));
    }
    return lowest;
  }

  /** idle sets (without members and views) can be forgotten. */
  get idle(): boolean {
    return this.views.size === 0 && [...this.#members.values()].every(names => names.size === 0);
  }
}
