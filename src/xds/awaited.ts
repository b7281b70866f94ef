import type { XdsType } from '#lib/xds-resource.ts';
import { routeOf } from './catalogue/route-name.ts';
import type { Push } from './server.ts';

/** Awaited is the set of resources that a change made; it tells which responses bring some of them. */
export class Awaited {
  readonly #names = new Map<XdsType, Set<string>>();
  /** Route configurations of awaited virtual hosts: a state-of-the-world client gets virtual hosts within them. */
  readonly #routesOfHosts = new Set<string>();

  /** add notes a resource that changed, or that a set got or lost. */
  add(type: XdsType, name: string): void {
    const names = this.#names.get(type);
    if (names === undefined) this.#names.set(type, new Set([name]));
    else names.add(name);
    if (type === 'virtualHost') this.#routesOfHosts.add(routeOf(name));
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** counts is how many of each type there are. */
  get counts(): readonly (readonly [XdsType, number])[] {
    return [...this.#names].map(([type, { size }]) => [type, size]);
  }

  isIn({ type, names, removed }: Pick<Push, 'type' | 'names' | 'removed'>): boolean {
    const awaited = this.#names.get(type);
    const isAwaited = (name: string) =>
      awaited?.has(name) === true || (type === 'route' && this.#routesOfHosts.has(name));
    return names.some(isAwaited) || removed.some(isAwaited);
  }
}
