import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { Verdict } from './report.ts';

/** PolicyPlace is something that policies may target: an object, or a section of it (a listener, a rule, a port). */
export interface PolicyPlace {
  readonly object: ResourceRef;
  readonly section?: string;
  /** Only the policy that a rule names here as a filter, and none of those that target the place. */
  readonly names?: ResourceKey;
}

/** PolicyAtTarget is the state of a policy at one of its targets. */
export interface PolicyAtTarget extends PolicyPlace {
  /** Gateways through which the target is served, or the object itself where there are none. */
  readonly ancestors: readonly ResourceKey[];
  /** Why the policy is not in force there. */
  readonly problem?: Verdict;
  /** Targets for which more specific policies override it, in words for people. */
  readonly overriddenFor: readonly string[];
}

/** RulingPolicy is a policy in force at the end of a chain of places, and the place that it targets. */
export interface RulingPolicy extends PolicyPlace {
  readonly policy: ResourceKey;
  /** The facets of a route (`RouteFacets`) that it sets. */
  readonly says: readonly string[];
}

/** PolicyInquiry answers questions about policies. It computes answers when asked: nothing is stored for it. */
export interface PolicyInquiry {
  targetsOf(policy: ResourceKey): readonly PolicyAtTarget[];
  /**
   * ruling returns the policies in force along places, the most specific place first: in the order in which they override each
   * other.
   */
  ruling(chain: readonly PolicyPlace[]): readonly RulingPolicy[];
}
