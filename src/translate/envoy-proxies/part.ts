import type { Finding } from '#lib/finding.ts';
import type { Backend } from '#model';
import type { CallSettings } from '../policies/call-settings.ts';
import type { SectionProblem } from '../policies/section.ts';

/** Part is one part of an EnvoyProxy as translated. What cannot be used is left out, and reported. */
export interface Part<Facets> {
  readonly facets: Facets;
  /** Hosts that are called, for which nobody wrote a backend. */
  readonly hosts: readonly Backend[];
  /** How the services that are called are used. */
  readonly calls?: readonly CallSettings[];
  readonly problems: readonly PartProblem[];
  readonly findings?: readonly Omit<Finding, 'ref'>[];
}

/** PartProblem says what of a part is not in force; `part` is its name in messages. */
export interface PartProblem extends SectionProblem {
  readonly part: string;
}
