import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { Verdict } from './report.ts';

/** PolicyPlace is where policies may be in force: an object, or a section of it (a listener, a rule, a port). */
export interface PolicyPlace {
  readonly object: ResourceRef;
  readonly section?: string;
  /** The one policy that a rule there names among its filters, and not those that are about the place. */
  readonly names?: ResourceKey;
}

/** PolicyAtTarget is what became of a policy at one place that it is about. */
export interface PolicyAtTarget extends PolicyPlace {
  /** Gateways through which it is served, or the object itself where there are none. */
  readonly ancestors: readonly ResourceKey[];
  /** Why the policy is not in force there. */
  readonly problem?: Verdict;
  /** What more specific policies hold for in its place, as people see it. */
  readonly overriddenFor: readonly string[];
}

/** RulingPolicy is a policy that holds at the end of a chain, and the place that it is about. */
export interface RulingPolicy extends PolicyPlace {
  readonly policy: ResourceKey;
  /** The facets of a route (`RouteFacets`) that it says something of. */
  readonly says: readonly string[];
}

/** PolicyInquiry answers who wants to know of policies. It is looked up when asked: nothing is kept for it. */
export interface PolicyInquiry {
  targetsOf(policy: ResourceKey): readonly PolicyAtTarget[];
  /** ruling are the policies that hold along places, the most specific place first: as they go before each other. */
  ruling(chain: readonly PolicyPlace[]): readonly RulingPolicy[];
}
