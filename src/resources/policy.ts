import type { LabelSelector } from './gateway-api/label-selector.ts';

/** PolicyTarget names what a policy is about, in the policy's own namespace; `at` is where that was written. */
export interface PolicyTarget {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Where it stands, where that is said; what is elsewhere than the policy a policy cannot be about. */
  readonly namespace?: string;
  /** A listener of a Gateway, a rule of a route, a port of a Service: that alone. */
  readonly sectionName?: string;
  readonly at: string;
}

/** PolicySelector means every object of a kind in the policy's own namespace that has these labels. */
export interface PolicySelector extends LabelSelector {
  readonly group: string;
  readonly kind: string;
}

/** PolicySpec is what the hub form of every kind of policy has. */
export interface PolicySpec {
  readonly targets: readonly PolicyTarget[];
  readonly selectors: readonly PolicySelector[];
  /**
   * Whether what a more general policy of the kind says holds beside this one, where this one says nothing. Left out: as the next
   * more general one has it that says something of that (`childrenMerge`), else not.
   */
  readonly merges?: boolean;
  readonly childrenMerge?: boolean;
  /** No version of the policy could be read but for what it is about: whatever that is must not be open because of it. */
  readonly isUnreadable?: true;
}

/** standInFor is what must hold of a policy of which only the targets can be read; nothing where not even those can. */
export function standInFor(targets: PolicySpec | undefined): PolicySpec | undefined {
  const isAboutNothing = targets === undefined || targets.targets.length + targets.selectors.length === 0;
  return isAboutNothing ? undefined : { ...targets, merges: false, isUnreadable: true };
}
