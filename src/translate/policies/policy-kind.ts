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

/** CallContext is where the services that an object has called are found. */
export interface CallContext {
  /** resolve looks up a reference to a backend that the object holds. A policy that is on a backend finds none. */
  resolve(ref: BackendObjectReference, referrer: Referrer): ResolvedRef;
  /** What the operator allows to be called by its address. */
  readonly addresses: AddressPolicy;
}

/** PolicyContext is what a policy is translated with. */
export interface PolicyContext extends CallContext {
  /** ConfigMaps and Secrets. */
  readonly authorities: Authorities;
  /** Secrets, by their namespaces. */
  readonly secretsOf: Index<Secret>;
  /** extension is the state of a GatewayExtension of kgateway. A policy that is on a backend finds none. */
  extension(extension: ResourceKey): ExtensionState | undefined;
  readonly grants: ReferenceGrants;
  /** The key pairs that Secrets hold. */
  readonly certificates: Collection<CertificateState>;
  /** What has been found for wants, by `wantKey`. */
  readonly discovered: Collection<Known>;
  readonly track: Tracker;
}

/** PolicyMeaning is what a policy says wherever it is in force, and what there is to report about it. */
export interface PolicyMeaning {
  /** How backends are used. */
  readonly backend?: BackendFacets;
  /** How the services that it calls are used, by the names of those uses. */
  readonly shapes?: readonly CallShape[];
  /** How routes are served. */
  readonly route?: RouteFacets;
  /** How listeners listen. */
  readonly listener?: ListenerFacets;
  /** How the listeners of some ports listen, in the place of `listener`. */
  readonly listenerOfPorts?: Readonly<Record<number, ListenerFacets>>;
  /** How a backend itself is verified; or why it must not be used, where that cannot be found out. */
  readonly tls?: UpstreamTls | BackendProblem;
  /** How a client stays with one endpoint of the backend itself. */
  readonly session?: SessionPersistence;
  /** Hosts that it calls by name, for which nobody wrote a backend. */
  readonly hosts?: readonly Backend[];
  /** Secrets that filters are set up with. */
  readonly secrets?: readonly GenericSecret[];
  /** What must be looked up elsewhere before it can be in force, or so that it stays right. */
  readonly wants?: readonly Want[];
  /** Why it cannot be in force as written: this is then its `Accepted` condition. */
  readonly refused?: Verdict;
  /** Further conditions. */
  readonly verdicts?: Verdicts;
  readonly findings?: readonly Omit<Finding, 'ref'>[];
  /** What it says of parts of its targets in the place of all that, by section. */
  readonly ofSections?: Readonly<
    Record<string, Pick<PolicyMeaning, 'backend' | 'route' | 'tls' | 'session'>>
  >;
}

/**
 * PolicyKind is one kind of policy. One file a kind, one line in `index.ts`. Of several policies of a kind at one point the
 * oldest is in force, unless they hold together (`isTogether`); of several points the most specific one, which may defer to
 * the more general one where it says nothing (`merges`).
 */
export interface PolicyKind<P extends AnyPolicy = AnyPolicy> {
  readonly id: P['id'];
  readonly group: string;
  readonly kind: string;
  /** The points that it may target. */
  readonly targets: readonly PointKind[];
  /**
   * What is taken out of service where a policy cannot be read: it is not known whom it would have kept out, or with whom it
   * would have required TLS.
   */
  readonly guards: 'backend-tls' | 'listeners' | 'nothing' | 'requests';
  /** Several at one point hold together: where two speak of the same, the older one holds. */
  readonly isTogether?: true;
  /**
   * requestSettings gives the facets that are about requests, each with the field in which it is written. Where there are no
   * requests, the policy's author is told.
   */
  requestSettings?(policy: P): Readonly<Partial<Record<string, string>>>;
  /** translate gives the meaning of a policy that could be read. */
  translate(policy: P, context: PolicyContext): PolicyMeaning;
}
