import type { Collection, Index, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
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
import type { AnyPolicy, BackendObjectReference, Secret, SessionPersistence } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { Authorities } from '../authorities.ts';
import type { ResolvedRef } from '../backend-ref.ts';
import type { BackendProblem } from '../backends/index.ts';
import type { ExtensionState } from '../gateway-extensions/extension-state.ts';
import type { CertificateState } from '../gateways/certificate.ts';
import type { ReferenceGrants, Referrer } from '../reference-grants.ts';
import type { CallShape } from './call-settings.ts';
import type { PointKind } from './point.ts';

/** CallContext is where the services are found that an object has called. */
export interface CallContext {
  /** resolve looks up a reference to a backend that stands in the object. A policy that is on a backend finds none. */
  resolve(ref: BackendObjectReference, referrer: Referrer): ResolvedRef;
  /** What the operator allows to be called by its address. */
  readonly addresses: AddressPolicy;
}

/** PolicyContext is what a policy is translated against. */
export interface PolicyContext extends CallContext {
  /** ConfigMaps and Secrets. */
  readonly authorities: Authorities;
  /** Secrets, by their namespaces. */
  readonly secretsOf: Index<Secret>;
  /** extension is what a GatewayExtension of kgateway comes to. A policy that is on a backend finds none. */
  extension(extension: ResourceKey): ExtensionState | undefined;
  readonly grants: ReferenceGrants;
  /** What key pairs Secrets hold. */
  readonly certificates: Collection<CertificateState>;
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
  /** How those of some ports listen, in the place of that. */
  readonly listenerOfPorts?: Readonly<Record<number, ListenerFacets>>;
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
  /** What it says of parts of its targets in the place of all that, by their sections. */
  readonly ofSections?: Readonly<
    Record<string, Pick<PolicyMeaning, 'backend' | 'route' | 'tls' | 'session'>>
  >;
}

/**
 * PolicyKind is one kind of policy. One file a kind, one line in `index.ts`. Of several policies of a kind at one point the
 * oldest is in force, unless they hold `together`; of several points the most specific, which may let the more general one
 * speak where it says nothing (`merges`).
 */
export interface PolicyKind<P extends AnyPolicy = AnyPolicy> {
  readonly id: P['id'];
  readonly group: string;
  readonly kind: string;
  /** What it may be about. */
  readonly targets: readonly PointKind[];
  /**
   * What is out of service where one cannot be read, as nobody knows whom it would have kept out, or whether it would have had TLS
   * spoken, and with whom.
   */
  readonly guards: 'backend-tls' | 'listeners' | 'nothing' | 'requests';
  /** Several at one point hold together: what two say of the same, the older one says. */
  readonly isTogether?: true;
  /** What of its meaning is about requests, by facet: the field that it is written in. Where there are none, that is said. */
  requestSettings?(policy: P): Readonly<Partial<Record<string, string>>>;
  /** What one comes to that can be read. */
  translate(policy: P, context: PolicyContext): PolicyMeaning;
}
