import type { Finding } from '#lib/finding.ts';
import type { Backend } from '#model';
import type { SectionProblem } from '../policies/section.ts';

/** Part is what a part of an EnvoyProxy comes to. What of it cannot be had is left out, and told. */
export interface Part<Facets> {
  readonly facets: Facets;
  /** Hosts that are called, of which nobody wrote a backend. */
  readonly hosts: readonly Backend[];
  readonly problems: readonly PartProblem[];
  readonly findings?: readonly Omit<Finding, 'ref'>[];
}

/** PartProblem says what of a part is not in force; `part` is what the part is called. */
export interface PartProblem extends SectionProblem {
  readonly part: string;
}
