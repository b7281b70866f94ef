import type { ResourceKey } from '#lib/resource-ref.ts';

/**
 * Owned is what a filter is set up with, not told by each route: there is an instance of it for each policy that says it, named
 * by the policy, so that an edit changes the instance and never its name. It is taken whole, or not at all.
 */
export interface Owned<T> {
  readonly owner: ResourceKey;
  readonly value: T;
}
