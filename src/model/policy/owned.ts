import type { ResourceKey } from '#lib/resource-ref.ts';

/**
 * Owned is the configuration of a filter instance, where routes cannot configure the filter each by itself. There is an instance
 * for each policy that sets it, named after the policy, so that an edit changes the instance and never its name. It is taken
 * whole, or not at all.
 */
export interface Owned<T> {
  readonly owner: ResourceKey;
  readonly value: T;
}
