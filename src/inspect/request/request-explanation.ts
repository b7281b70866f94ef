import type { FilterStep, Passing, Walk, WalkOutcome } from '#walk';
import type { ExplainedBackend, ExplainedPolicy } from '../explanation.ts';
import type { LocatedFinding, Place } from '../located-finding.ts';

/** RequestExplanation is what a request meets at each gateway that may be meant. */
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
    /** `gateway/default/edge/http`; that of a ListenerSet begins with the set. */
    readonly listener: string;
    readonly port: number;
    readonly protocol: string;
    /** `*` is every host. */
    readonly hostname: string;
  };
  /** The host names under which it is looked for: `*`, `*.example.com` or a name. */
  readonly domain?: string;
  /** The path in the form in which it is matched, where that is another than it is asked for by. */
  readonly path?: string;
  readonly taken?: ExplainedMatch & { readonly policies: readonly ExplainedPolicy[] };
  /** In the order in which it passes them, up to the one that answers it. */
  readonly filters: readonly ExplainedFilter[];
  /** What else is done with it: headers, time, further attempts. */
  readonly handling: readonly string[];
  readonly backends: readonly ExplainedShare[];
  readonly outcome: ExplainedOutcome;
  /** What is taken for granted of the client. */
  readonly assumptions: Walk['assumptions'];
  /** EnvoyPatchPolicies that change what its proxy is told: what is said here is from before they do. */
  readonly patchedBy: readonly string[];
  /** What is wrong with what took it. */
  readonly findings: readonly LocatedFinding[];
  readonly others: { readonly total: number; readonly nearest: readonly ExplainedCandidate[] };
}

/** ExplainedMatch is a rule, by one of its matches. */
export interface ExplainedMatch extends ExplainedRulePlace {
  /** `PathPrefix /cart, GET, header x=y` */
  readonly match: string;
  /** Rules of other routes that go on in its route, one after the other. */
  readonly through?: readonly ExplainedRulePlace[];
}

/** ExplainedRulePlace is where a rule is written. */
export interface ExplainedRulePlace {
  /** `httproute/default/shop` */
  readonly route: string;
  /** In the object as written: `spec.rules[1]`. */
  readonly path: string;
  readonly place?: Place;
  readonly name?: string;
}

export interface ExplainedFilter {
  readonly filter: FilterStep['filter'];
  readonly does: FilterStep['judgement']['kind'];
  readonly why: string;
  /** Where it answers. */
  readonly status?: number;
  /** Backends that are asked. */
  readonly asks: readonly string[];
  /** On whose behalf; absent: the rule's own. */
  readonly policy?: ExplainedPolicy;
}

/** ExplainedShare is one of those that it goes to, by weight, or a copy of it. */
export interface ExplainedShare {
  readonly kind: 'share' | 'copy';
  /** Absent: a reference that leads nowhere; that share is answered with an error. */
  readonly target?: string;
  readonly percent: number;
  readonly backend?: ExplainedBackend;
  /** Path, with its query, and host as the backend sees them; no host: that of each endpoint. */
  readonly path?: string;
  readonly host?: string;
  /** Headers that are changed for this one alone. */
  readonly handling: readonly string[];
  /** Who takes over while it is down, in order. */
  readonly standIns: readonly { readonly target: string; readonly backend?: ExplainedBackend }[];
  /** On the backend itself. */
  readonly policies: readonly ExplainedPolicy[];
}

export interface ExplainedOutcome {
  readonly kind: WalkOutcome['kind'];
  readonly status?: number;
  readonly location?: string;
  readonly grpcStatus?: number;
  /** Whether it hangs on what nobody can tell from the request alone (`filters` that depend). */
  readonly depends: boolean;
  /** A sentence without its full stop. */
  readonly why: string;
}

/** ExplainedCandidate is a rule that did not take it. */
export interface ExplainedCandidate extends ExplainedMatch {
  readonly domain: string;
  readonly because: Passing;
  readonly why: string;
}
