import { keyOf, type XdsResource, type XdsType } from '#lib/xds-resource.ts';
import type { MemberChange, OwnChange, ResourceChange } from '../server.ts';
import { MemberSet, type SetUser } from './member-set.ts';
import { View } from './view.ts';

/** Catalogue holds every resource once, every set, and every view. It leads from a resource to the sets that hold it. */
export class Catalogue {
  readonly #resources = new Map<XdsType, Map<string, XdsResource>>();
  readonly #views = new Map<string, View>();
  readonly #sets = new Map<string, MemberSet>();
  readonly #setsOf = new Map<XdsType, Groups<MemberSet>>();
  /** Keys of clusters, by the key of the assignment (endpoints) that they need. */
  readonly #clustersOf = new Groups<string>();
  /** Resources, by the clusters that they require. */
  readonly #usersOf = new Groups<XdsResource>();
  readonly #departed = new Map<string, XdsResource>();
  /** By name, how many endpoints resources go by it that are known by another key. */
  readonly #alike = new Map<string, number>();
  readonly #changed = new Set<MemberSet>();
  #position = 0;

  /** The position of the latest change. */
  get position(): number {
    return this.#position;
  }

  next(): number {
    return ++this.#position;
  }

  resource(type: XdsType, key: string): XdsResource | undefined {
    return this.#resources.get(type)?.get(key);
  }

  /** clustersOf are the keys of the clusters that need the assignment with this key. */
  clustersOf(assignment: string): Iterable<string> {
    return this.#clustersOf.of(assignment);
  }

  /** usersOf are the resources that require a cluster. */
  usersOf(cluster: string): Iterable<XdsResource> {
    return this.#usersOf.of(cluster);
  }

  /** departed is the endpoints resource that the source deleted while its cluster still lingers somewhere. */
  departed(name: string): XdsResource | undefined {
    return this.#departed.get(name);
  }

  /** put takes in a change and gives the resource that stood there before. */
  put(change: ResourceChange): XdsResource | undefined {
    const { type, key, resource } = change;
    const before = this.resource(type, key);
    if (before?.version !== resource?.version) {
      const { name } = before ?? resource ?? { name: key };
      for (const set of this.setsOf(type, key)) this.#note(set, type, name, before);
    }
    if (resource === undefined) this.#resources.get(type)?.delete(key);
    else this.#ofType(type).set(key, resource);
    if (type === 'endpoints') this.#depart(before, resource);
    else this.#follow(before, resource);
    return before;
  }

  #ofType(type: XdsType): Map<string, XdsResource> {
    let resources = this.#resources.get(type);
    if (resources === undefined) {
      resources = new Map();
      this.#resources.set(type, resources);
    }
    return resources;
  }

  #note(set: MemberSet, type: XdsType, name: string, was: XdsResource | undefined): void {
    set.changed(type, name, was);
    this.#changed.add(set);
  }

  /** Of several endpoints resources that go by one name, none counts as departed while one of them is there. */
  #depart(before: XdsResource | undefined, now: XdsResource | undefined): void {
    const name = (now ?? before)?.name;
    if (name === undefined) return;
    if ((now ?? before)?.key !== undefined) {
      const left = (this.#alike.get(name) ?? 0) + Number(now !== undefined) - Number(before !== undefined);
      if (left === 0) this.#alike.delete(name);
      else this.#alike.set(name, left);
    }
    if (now !== undefined || this.#alike.has(name)) this.#departed.delete(name);
    else if (before !== undefined) this.#departed.set(name, before);
  }

  /** Keeps up to date which resources need a cluster, and which clusters need an assignment. */
  #follow(before: XdsResource | undefined, now: XdsResource | undefined): void {
    for (const cluster of before?.requires ?? [])
      if (before !== undefined) this.#usersOf.drop(cluster, before);
    for (const cluster of now?.requires ?? []) if (now !== undefined) this.#usersOf.add(cluster, now);
    const cluster = before ?? now;
    const [was, needed] = [assignmentKeyOf(before), assignmentKeyOf(now)];
    if (cluster === undefined || was === needed) return;
    if (was !== undefined) this.#clustersOf.drop(was, keyOf(cluster));
    if (needed !== undefined) this.#clustersOf.add(needed, keyOf(cluster));
    for (const set of this.setsOf('cluster', keyOf(cluster))) {
      set.assign(before, now);
      this.#changed.add(set);
    }
  }

  /** departures are the endpoints that the source deleted and that are still kept. */
  departures(): Iterable<string> {
    return this.#departed.keys();
  }

  /** forget drops endpoints that departed: nobody holds them any longer. */
  forget(name: string): void {
    this.#departed.delete(name);
  }

  setMember({ set: name, type, name: member, key = member, present }: MemberChange): void {
    // Assignments come with the clusters that need them.
    if (type === 'endpoints') return;
    const set = this.set(name);
    let sets = this.#setsOf.get(type);
    if (sets === undefined) {
      sets = new Groups();
      this.#setsOf.set(type, sets);
    }
    if (present) sets.add(key, set);
    else sets.drop(key, set);
    if (set.set(type, member, present, key)) this.#changed.add(set);
    if (set.idle) this.#sets.delete(name);
  }

  setOwn({ set: name, name: member, resource }: OwnChange): void {
    const set = this.set(name);
    if (!set.setOwn(member, resource)) return;
    this.#changed.add(set);
    if (set.idle) this.#sets.delete(name);
  }

  /** set makes the set where it is not there yet: members may come before any view has it. */
  set(name: string): MemberSet {
    let set = this.#sets.get(name);
    if (set === undefined) {
      set = new MemberSet(name, this);
      this.#sets.set(name, set);
    }
    return set;
  }

  /** setsOf are the sets that hold a resource. */
  *setsOf(type: XdsType, key: string): Iterable<MemberSet> {
    if (type !== 'endpoints') {
      yield* this.#setsOf.get(type)?.of(key) ?? [];
      return;
    }
    const clusters = [...this.clustersOf(key)];
    if (clusters.length === 1 && clusters[0] !== undefined) yield* this.setsOf('cluster', clusters[0]);
    else yield* new Set(clusters.flatMap(cluster => [...this.setsOf('cluster', cluster)]));
  }

  /** viewsOf are the views that hold a resource. */
  *viewsOf(type: XdsType, key: string): Iterable<SetUser> {
    for (const set of this.setsOf(type, key)) yield* set.views;
  }

  /** view makes the view where it is not there yet: clients may come before it is known. */
  view(name: string): View {
    let view = this.#views.get(name);
    if (view === undefined) {
      view = new View(name);
      this.#views.set(name, view);
    }
    return view;
  }

  /** known is the view of this name where there is one. */
  known(name: string): View | undefined {
    return this.#views.get(name);
  }

  /** compose makes a view of these sets, or says that it is gone. */
  compose(view: View, sets: readonly string[] | undefined): void {
    const before = view.sets;
    view.replaceSets((sets ?? []).map(name => this.set(name)));
    view.known = sets !== undefined;
    for (const set of before) if (set.idle) this.#sets.delete(set.name);
  }

  /** release forgets a view that nothing refers to. */
  release(view: View): void {
    if (view.idle) this.#views.delete(view.name);
  }

  /** changed gives the sets that changed since it was last asked. */
  changed(): readonly MemberSet[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }
}

function assignmentKeyOf(cluster: XdsResource | undefined): string | undefined {
  return cluster?.assignmentKey ?? cluster?.assignment;
}

/** Groups are values by key. Nearly every key has a single one: a Set for each of these would take most of the memory here. */
class Groups<V extends string | object> {
  readonly #values = new Map<string, V | Set<V>>();

  of(key: string): Iterable<V> {
    const found = this.#values.get(key);
    return found === undefined ? [] : found instanceof Set ? found : [found];
  }

  add(key: string, value: V): void {
    const found = this.#values.get(key);
    if (found === undefined) this.#values.set(key, value);
    else if (found instanceof Set) found.add(value);
    else if (found !== value) this.#values.set(key, new Set([found, value]));
  }

  drop(key: string, value: V): void {
    const found = this.#values.get(key);
    if (found === value) this.#values.delete(key);
    else if (found instanceof Set) {
      found.delete(value);
      if (found.size === 0) this.#values.delete(key);
    }
  }
}
