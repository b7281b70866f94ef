import type { LabelSelector } from './gateway-api/label-selector.ts';

/** PolicyTarget names a target of a policy, in the policy's own namespace; `at` is the path where it is written. */
export interface PolicyTarget {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** The target's namespace, if written. A policy cannot target an object of another namespace than its own. */
  readonly namespace?: string;
  /** A listener of a Gateway, a rule of a route or a port of a Service, if only that is the target. */
  readonly sectionName?: string;
  readonly at: string;
}

/**
 * PolicySelector selects every object of a kind that has these labels: in the policy's own namespace, or in those that
 * `namespaces` chooses, as far as ReferenceGrants there permit it.
 */
export interface PolicySelector extends LabelSelector {
  readonly group: string;
  readonly kind: string;
  readonly namespaces?: { readonly from: 'Same' | 'All' | 'Selector'; readonly selector?: LabelSelector };
}

/** PolicySpec is common to the hub forms of all kinds of policies. */
export interface PolicySpec {
  readonly targets: readonly PolicyTarget[];
  readonly selectors: readonly PolicySelector[];
  /**
   * Whether more general policies of the kind apply to what this one leaves unset. Absent: as the next more general policy says
   * that sets it (`childrenMerge`), or else not.
   */
  readonly merges?: boolean;
  readonly childrenMerge?: boolean;
  /** No version of the policy could be read, except for its targets: these must not be left open because of that. */
  readonly isUnreadable?: true;
}

/** standInFor is what applies for a policy of which only the targets can be read; undefined where not even these can. */
export function standInFor(targets: PolicySpec | undefined): PolicySpec | undefined {
  const isAboutNothing = targets === undefined || targets.targets.length + targets.selectors.length === 0;
  return isAboutNothing ? undefined : { ...targets, merges: false, isUnreadable: true };
}
