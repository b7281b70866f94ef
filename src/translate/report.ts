import type { Finding } from '#lib/finding.ts';
import type { Outcome, Report } from '#model';
import type { AnyResource } from '#resources';

/** reportOn makes the report on an object. */
export function reportOn(
  of: Pick<AnyResource, 'ref' | 'apiVersion' | 'metadata'>,
  findings: readonly Finding[],
  outcome: Outcome,
): Report {
  return { ref: of.ref, apiVersion: of.apiVersion, generation: of.metadata.generation, findings, outcome };
}
