import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import type { MemberChange, ResourceChange } from './server.ts';
import { View } from './view.ts';

/** Catalogue holds every resource once, every view, and which views a resource stands in. */
export class Catalogue {
  readonly #resources = new Map<XdsType, Map<string, XdsResource>>();
  readonly #views = new Map<string, View>();
  /** Nearly every resource stands in one view: a Set for each of those would be most of what is held here. */
  readonly #viewsOf = new Map<XdsType, Map<string, View | Set<View>>>();
  readonly #departed = new Map<string, XdsResource>();

  resource(type: XdsType, name: string): XdsResource | undefined {
    return this.#resources.get(type)?.get(name);
  }

  /** departed is the endpoints resource that the source deleted while its cluster still lingers somewhere. */
  departed(name: string): XdsResource | undefined {
    return this.#departed.get(name);
  }

  /** put gives what stood there before. */
  put(change: ResourceChange): XdsResource | undefined {
    const { type, name, resource } = change;
    const before = this.resource(type, name);
    if (resource === undefined) this.#resources.get(type)?.delete(name);
    else inner(this.#resources, type).set(name, resource);
    if (type === 'endpoints') this.#depart(name, before, resource);
    return before;
  }

  #depart(name: string, before: XdsResource | undefined, now: XdsResource | undefined): void {
    if (now !== undefined) this.#departed.delete(name);
    else if (before !== undefined) this.#departed.set(name, before);
  }

  /** forget drops what departed and nobody holds any longer; gives true where something is left. */
  forget(stillHeld: (cluster: string) => boolean): boolean {
    for (const name of this.#departed.keys()) if (!stillHeld(name)) this.#departed.delete(name);
    return this.#departed.size > 0;
  }

  /** setMember gives the view where something changed. */
  setMember(change: MemberChange): View | undefined {
    const view = this.view(change.view);
    if (!view.set(change.type, change.name, change.present)) return undefined;
    const views = inner(this.#viewsOf, change.type);
    const holding = views.get(change.name);
    if (change.present) {
      if (holding === undefined) views.set(change.name, view);
      else if (holding instanceof Set) holding.add(view);
      else views.set(change.name, new Set([holding, view]));
    } else if (holding instanceof Set) {
      holding.delete(view);
      if (holding.size === 0) views.delete(change.name);
    } else {
      views.delete(change.name);
    }
    return view;
  }

  /** view makes the view where it is not there yet: clients and members may come before it is known. */
  view(name: string): View {
    let view = this.#views.get(name);
    if (view === undefined) {
      view = new View(name);
      this.#views.set(name, view);
    }
    return view;
  }

  viewsOf(type: XdsType, name: string): Iterable<View> {
    const holding = this.#viewsOf.get(type)?.get(name);
    return holding === undefined ? [] : holding instanceof Set ? holding : [holding];
  }

  /** release forgets a view that nothing refers to. */
  release(view: View): void {
    if (view.idle) this.#views.delete(view.name);
  }
}

function inner<T>(outer: Map<XdsType, Map<string, T>>, type: XdsType): Map<string, T> {
  let map = outer.get(type);
  if (map === undefined) {
    map = new Map();
    outer.set(type, map);
  }
  return map;
}
