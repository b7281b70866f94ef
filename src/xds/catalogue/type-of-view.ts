import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import type { Catalogue } from './catalogue.ts';
import type { OnChange } from './history.ts';
import { routeOf } from './route-name.ts';
import type { View } from './view.ts';

/**
 * TypeOfView is the resources of one type in the view that a stream has: now, and at an earlier position. For a stream whose
 * route configurations contain their virtual hosts, a configuration changes whenever one of its virtual hosts does.
 */
export class TypeOfView {
  readonly type: XdsType;
  readonly #catalogue: Catalogue;
  readonly #view: () => View | undefined;
  readonly #holdsHosts: boolean;

  constructor(type: XdsType, catalogue: Catalogue, view: () => View | undefined, assemblesRoutes: boolean) {
    this.type = type;
    this.#catalogue = catalogue;
    this.#view = view;
    this.#holdsHosts = assemblesRoutes && type === 'route';
  }

  /** The position of the latest change. */
  get position(): number {
    return this.#catalogue.position;
  }

  has(name: string): boolean {
    return this.#view()?.has(this.type, name) === true;
  }

  names(): Iterable<string> {
    return this.#view()?.members(this.type) ?? [];
  }

  /** count is the number of names; for a view of several sets it may be more, as a name of two sets counts twice. */
  count(): number {
    return this.#view()?.count(this.type) ?? 0;
  }

  now(name: string): XdsResource | undefined {
    return this.#view()?.resource(this.type, name);
  }

  at(name: string, position: number): XdsResource | undefined {
    return this.#view()?.at(this.type, name, position);
  }

  /** changesSince makes a call for each change after a position; for a name that changed twice, the first tells what was. */
  changesSince(position: number, call: OnChange): void {
    this.#view()?.changesSince(this.type, position, call);
    if (!this.#holdsHosts) return;
    this.#view()?.changesSince('virtualHost', position, name => {
      const route = routeOf(name);
      call(route, this.at(route, position));
    });
  }

  hasChanged(since: number): boolean {
    const view = this.#view();
    if (view === undefined) return false;
    return view.hasChanged(this.type, since) || (this.#holdsHosts && view.hasChanged('virtualHost', since));
  }
}
