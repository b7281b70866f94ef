import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from '#model';
import { failingOver } from '../routes/failover.ts';

/** Callee is one of the backends that a section names to be called. */
export interface Callee {
  readonly use: BackendUse;
  readonly weight: number;
  /** It takes over from the others. */
  readonly fallback: boolean;
}

/**
 * Sharing is how several backends that are no fallbacks are called: each by its weight, or the heaviest, from which the
 * others take over. What Envoy does on its main thread (fetching the keys of tokens) cannot reach backends that share by
 * weight: see `shared-use.ts`.
 */
export type Sharing = 'by-weight' | 'in-turn';

/**
 * calledTogether is the use of the backends that `by` names. Each stands in for the others; after them the fallbacks take
 * over, in the order in which they are written. Where there are only fallbacks, the first of them is called. Undefined where
 * there are none.
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
