import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from '#model';
import { failingOver } from '../routes/failover.ts';

/** Callee is one of those that a section names to be called. */
export interface Callee {
  readonly use: BackendUse;
  readonly weight: number;
  /** It takes over from the others. */
  readonly fallback: boolean;
}

/**
 * Sharing is how several of equal right are called: each by its weight, or the heaviest, from which the others take over. What
 * Envoy does on its main thread (fetching the keys of tokens) cannot reach those that share by weight: see `shared-use.ts`.
 */
export type Sharing = 'by-weight' | 'in-turn';

/**
 * calledTogether is how those are used that `by` names. Each stands in for the others, and then the fallbacks do, in the order in
 * which they are written; where there is none but fallbacks, the first of them is called. Undefined where nobody is.
 */
export function calledTogether(
  callees: readonly Callee[],
  by: ResourceKey,
  sharing: Sharing,
): BackendUse | undefined {
  const fallbacks = callees.filter(({ fallback }) => fallback);
  const equals = callees.filter(({ fallback }) => !fallback);
  const rowOf = (first: Callee) =>
    failingOver([first, ...equals.filter(other => other !== first), ...fallbacks]);
  const [heaviest, ...lighter] = equals.toSorted((a, b) => b.weight - a.weight);
  if (heaviest === undefined) return fallbacks.length === 0 ? undefined : failingOver(fallbacks);
  if (lighter.length === 0 || sharing === 'in-turn') return rowOf(heaviest);
  const { backend, protocol } = heaviest.use;
  const among = equals.map(callee => ({ use: rowOf(callee), weight: callee.weight }));
  return { backend, protocol, shared: { by, among } };
}
