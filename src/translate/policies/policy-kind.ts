import type { Collection, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type {
  Backend,
  BackendFacets,
  GenericSecret,
  Known,
  ListenerFacets,
  RouteFacets,
  UpstreamTls,
  Verdict,
  Verdicts,
  Want,
} from '#model';
import type { AnyPolicy, BackendObjectReference, SessionPersistence } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { Authorities } from '../authorities.ts';
import type { ResolvedRef } from '../backend-ref.ts';
import type { BackendProblem } from '../backends/index.ts';
import type { ReferenceGrants, Referrer } from '../reference-grants.ts';
import type { CallShape } from './call-settings.ts';
import type { PointKind } from './point.ts';

/** PolicyContext is what a policy is translated against. */
export interface PolicyContext {
  /** resolve looks up a reference to a backend that stands in the policy. A policy that is on a backend finds none. */
  resolve(ref: BackendObjectReference, referrer: Referrer): ResolvedRef;
  /** What the operator allows to be called by its address. */
  readonly addresses: AddressPolicy;
  /** ConfigMaps and Secrets. */
  readonly authorities: Authorities;
  readonly grants: ReferenceGrants;
  /** What is known of wants, by `wantKey`. */
  readonly discovered: Collection<Known>;
  readonly track: Tracker;
}

/** PolicyMeaning is what a policy comes to wherever it is in force, and what there is to say about it. */
export interface PolicyMeaning {
  /** How backends are used. */
  readonly backend?: BackendFacets;
  /** How the services are used that it calls, by the names of the uses. */
  readonly shapes?: readonly CallShape[];
  /** How routes are served. */
  readonly route?: RouteFacets;
  /** How listeners listen. */
  readonly listener?: ListenerFacets;
  /** How a backend itself is believed; or that it must not be used, because that cannot be found out. */
  readonly tls?: UpstreamTls | BackendProblem;
  /** With which endpoint of a backend itself a client stays. */
  readonly session?: SessionPersistence;
  /** Hosts that it calls by their names, which nobody wrote a backend for. */
  readonly hosts?: readonly Backend[];
  /** Secrets that filters are set up with. */
  readonly secrets?: readonly GenericSecret[];
  /** What must be found elsewhere before it can be in force, or so that it stays right. */
  readonly wants?: readonly Want[];
  /** Set where it cannot be in force as written, which is then its `Accepted`. */
  readonly refused?: Verdict;
  /** Further conditions. */
  readonly verdicts?: Verdicts;
  readonly findings?: readonly Omit<Finding, 'ref'>[];
}

/**
 * PolicyKind is one kind of policy. One file a kind, one line in `index.ts`. Of several policies of a kind at one point the
 * oldest is in force; of several points the most specific, which may let the more general one speak where it says nothing
 * (`merges`).
 */
export interface PolicyKind<P extends AnyPolicy = AnyPolicy> {
  readonly id: P['id'];
  readonly group: string;
  readonly kind: string;
  /** What it may be about. */
  readonly targets: readonly PointKind[];
  /** What of its meaning is about requests, by facet: the field that it is written in. Where there are none, that is said. */
  requestSettings?(policy: P): Readonly<Partial<Record<string, string>>>;
  translate(policy: P, context: PolicyContext): PolicyMeaning;
}
