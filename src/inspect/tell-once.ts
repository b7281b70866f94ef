import { isError } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { LocatedFinding } from './located-finding.ts';

/** ToldFinding is a finding, and those about other objects that follow from it: mending it mends them. */
export interface ToldFinding {
  readonly finding: LocatedFinding;
  readonly consequences: readonly LocatedFinding[];
}

/** tellOnce puts what follows from a finding under it, the rest in its order. */
export function tellOnce(findings: readonly LocatedFinding[]): readonly ToldFinding[] {
  const causes = new Map<ResourceKey, LocatedFinding>();
  for (const finding of findings) {
    if (finding.ref === undefined || finding.cause !== undefined || !isError(finding)) continue;
    const key = resourceKey(finding.ref);
    if (!causes.has(key)) causes.set(key, finding);
  }
  const causeOf = ({ cause }: LocatedFinding) => cause && causes.get(resourceKey(cause));
  const consequences = new Map<LocatedFinding, LocatedFinding[]>();
  for (const finding of findings) {
    const cause = causeOf(finding);
    if (cause === undefined) continue;
    const known = consequences.get(cause);
    if (known === undefined) consequences.set(cause, [finding]);
    else known.push(finding);
  }
  return findings
    .filter(finding => causeOf(finding) === undefined)
    .map(finding => ({ finding, consequences: consequences.get(finding) ?? [] }));
}
