import type { Index, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type ModificationOutcome, modificationKey, type PatchOutcome } from '#model';
import type { MeshProxyPatch } from '#resources';

/** BecameOfPatches is what became of changes and additions in Envoy's own words. */
export interface BecameOfPatches {
  /** The outcomes of resources added as a whole, by the policy's key. */
  readonly outcomes: Index<PatchOutcome>;
  /** The outcomes of changes, at whatever place, by `modificationKey`. */
  readonly modifications: Index<ModificationOutcome>;
}

/** patchFindings are the findings on a MeshProxyPatch; `became` is undefined where the operator allows no patches. */
export function patchFindings(
  { ref, spec }: MeshProxyPatch,
  origin: ResourceKey,
  became: BecameOfPatches | undefined,
  track: Tracker,
): readonly Finding[] {
  const finding = (reason: string, message: string, path: string): Finding => ({
    severity: 'error',
    reason,
    message,
    path,
    ref,
  });
  if (became === undefined) {
    const message = 'MeshProxyPatch is disabled: the operator enables it with --enable-envoy-patch-policy';
    return [finding('Disabled', message, 'spec')];
  }
  const added = track.fetchAll(became.outcomes, origin);
  return (spec.default.appendModifications ?? []).flatMap(({ cluster, listener }, index) => {
    const path = `spec.default.appendModifications[${index}]`;
    const isAdded = (cluster ?? listener)?.operation === 'Add';
    const found: readonly Pick<ModificationOutcome, 'problem'>[] = isAdded
      ? added.filter(({ patch }) => patch.index === index)
      : track.fetchAll(became.modifications, modificationKey({ origin, index }));
    const problem = found.find(one => one.problem !== undefined)?.problem;
    if (problem !== undefined)
      return [finding(problem.reason, `${problem.message}; it changes nothing until then`, path)];
    if (found.length > 0) return [];
    const message = 'is about nothing that a sidecar is sent; `fairlead render` shows the names there are';
    return [{ ...finding('ResourceNotFound', message, path), severity: 'warning' }];
  });
}
