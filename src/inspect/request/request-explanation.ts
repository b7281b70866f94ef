import type { FilterStep, Passing, Walk, WalkOutcome } from '#walk';
import type { ExplainedBackend, ExplainedPolicy } from '../explanation.ts';
import type { LocatedFinding, Place } from '../located-finding.ts';

/** RequestExplanation is what happens to a request at each gateway that it may be sent to. */
export interface RequestExplanation {
  /** `GET http://shop.example.com/cart` */
  readonly request: string;
  readonly walks: readonly ExplainedWalk[];
}

/** ExplainedWalk is the way of a request through one gateway, as far as it gets. */
export interface ExplainedWalk {
  /** `gateway/default/edge` */
  readonly gateway: string;
  readonly listener?: {
    /** `gateway/default/edge/http`; for a listener of a ListenerSet, that begins with the set. */
    readonly listener: string;
    readonly port: number;
    readonly protocol: string;
    /** `*` is every host. */
    readonly hostname: string;
  };
  /** The domain whose routes are searched: `*`, `*.example.com` or a name. */
  readonly domain?: string;
  /** The path as it is matched, where it differs from the requested one. */
  readonly path?: string;
  readonly taken?: ExplainedMatch & { readonly policies: readonly ExplainedPolicy[] };
  /** In the order in which the request passes them, up to the one that answers it. */
  readonly filters: readonly ExplainedFilter[];
  /** Further handling: headers, timeout, retries. */
  readonly handling: readonly string[];
  readonly backends: readonly ExplainedShare[];
  readonly outcome: ExplainedOutcome;
  /** Assumptions about the client. */
  readonly assumptions: Walk['assumptions'];
  /** EnvoyPatchPolicies that change what the proxy is sent: the explanation is without their changes. */
  readonly patchedBy: readonly string[];
  /** Findings about the rule that took the request. */
  readonly findings: readonly LocatedFinding[];
  readonly others: { readonly total: number; readonly nearest: readonly ExplainedCandidate[] };
}

/** ExplainedMatch is a rule with one of its matches. */
export interface ExplainedMatch extends ExplainedRulePlace {
  /** `PathPrefix /cart, GET, header x=y` */
  readonly match: string;
  /** Rules of other routes that delegate to its route, the outermost first. */
  readonly through?: readonly ExplainedRulePlace[];
}

/** ExplainedRulePlace says where a rule is written. */
export interface ExplainedRulePlace {
  /** `httproute/default/shop` */
  readonly route: string;
  /** The path in the object as written: `spec.rules[1]`. */
  readonly path: string;
  readonly place?: Place;
  readonly name?: string;
}

export interface ExplainedFilter {
  readonly filter: FilterStep['filter'];
  readonly does: FilterStep['judgement']['kind'];
  readonly why: string;
  /** The status, if the filter answers. */
  readonly status?: number;
  /** Backends that the filter calls. */
  readonly asks: readonly string[];
  /** The policy that sets it; absent: the rule itself. */
  readonly policy?: ExplainedPolicy;
}

/** ExplainedShare is one destination with its share of requests, or a mirror. */
export interface ExplainedShare {
  readonly kind: 'share' | 'copy';
  /** Absent for a reference that leads nowhere, whose share is answered with an error. */
  readonly target?: string;
  readonly percent: number;
  readonly backend?: ExplainedBackend;
  /** The path, with its query, and the host that the backend sees; absent host: that of each endpoint. */
  readonly path?: string;
  readonly host?: string;
  /** Header changes for this destination alone. */
  readonly handling: readonly string[];
  /** The backends that take over while it is down, in order. */
  readonly standIns: readonly { readonly target: string; readonly backend?: ExplainedBackend }[];
  /** Policies on the backend itself. */
  readonly policies: readonly ExplainedPolicy[];
}

export interface ExplainedOutcome {
  readonly kind: WalkOutcome['kind'];
  readonly status?: number;
  readonly location?: string;
  readonly grpcStatus?: number;
  /** Whether the outcome depends on filters whose decision cannot be told from the request. */
  readonly depends: boolean;
  /** A sentence without its full stop. */
  readonly why: string;
}

/** ExplainedCandidate is a rule that did not take the request. */
export interface ExplainedCandidate extends ExplainedMatch {
  readonly domain: string;
  readonly because: Passing;
  readonly why: string;
}
