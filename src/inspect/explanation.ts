import type { EndpointHealth, UpstreamProtocol, Verdict } from '#model';
import type { Condition } from '#status';
import type { LocatedFinding, Place } from './located-finding.ts';
import type { LookedUpName } from './looked-up.ts';

/** ExplainedBackend is a backend as requests reach it. */
export interface ExplainedBackend {
  /** The protocol in which it is spoken to. */
  readonly protocol: UpstreamProtocol;
  readonly tls: boolean;
  /** What resolves its names; `none` where it has none. */
  readonly resolvedBy: 'proxy' | 'control-plane' | 'none';
  readonly fallback: boolean;
  /** `127.0.0.1:9001`, `shop.example.com:443`, `unix:/run/shop.sock`. */
  readonly endpoints: readonly string[];
}

/** ExplainedEndpoint is one address of a backend as proxies see it; proxies that see it alike are listed together. */
export interface ExplainedEndpoint {
  readonly address: string;
  readonly state: EndpointHealth['state'];
  /** A clause: `it answered 503`. */
  readonly why?: string;
  /** RFC 3339; when the first of the proxies saw it so. */
  readonly since: string;
  readonly proxies: readonly string[];
}

/** ExplainedRef is one backendRef of a rule: what it leads to, or why it leads nowhere. */
export interface ExplainedRef {
  /** Where in the object as written. */
  readonly path: string;
  readonly place?: Place;
  /** `backend/default/shop`, `service/default/web:8080`. */
  readonly target: string;
  readonly weight: number;
  /** Absent where it cannot be used. */
  readonly backend?: ExplainedBackend;
  /** The backends of which the referenced Backend consists, the first group first. */
  readonly groups?: readonly (readonly string[])[];
  /** The routes to which the rule delegates. */
  readonly routes?: readonly string[];
  /** What is wrong with it. */
  readonly findings: readonly LocatedFinding[];
}

/** ExplainedMember is a member of a group of a Backend. */
export type ExplainedMember = Omit<ExplainedRef, 'weight' | 'groups' | 'routes'>;

/** ExplainedPolicy is a policy in force, and the object that it is attached to. */
export interface ExplainedPolicy {
  /** `backendtrafficpolicy/default/general` */
  readonly policy: string;
  /** `gateway/default/edge`, `gateway/default/edge/http` (a listener), `httproute/default/shop/cart` (a rule). */
  readonly at: string;
  /** The listener, where the policy is in force only for requests through that one. */
  readonly through?: string;
}

export interface ExplainedRule {
  readonly name?: string;
  /** `PathPrefix / GET`; one of them must match. */
  readonly matches: readonly string[];
  /** Types of the filters, in order. */
  readonly filters: readonly string[];
  readonly refs: readonly ExplainedRef[];
  /** For each kind, the policy in force, and those that it merges with. */
  readonly policies: readonly ExplainedPolicy[];
}

/** ExplainedParent is one parentRef of a route. */
export interface ExplainedParent {
  readonly path: string;
  readonly target: string;
  readonly accepted: boolean;
  readonly reason: string;
  readonly message: string;
  /** Names of the listeners that took it. */
  readonly listeners: readonly string[];
}

/** ExplainedReach is a port of a service that a sidecar reaches, and the declaration that makes it reachable. */
export interface ExplainedReach {
  /** `meshservice/default/shop:80 (web)` */
  readonly port: string;
  readonly protocol: string;
  /** The addresses at which the application calls it: `241.0.0.1:80`; empty while it has none. */
  readonly addresses: readonly string[];
  readonly endpoints: number;
  /** The path of the declaration in the Dataplane, or a clause. */
  readonly through: string;
  readonly place?: Place;
}

/** ExplainedRefusal is a port that a sidecar does not reach, or that refuses its calls, and why. */
export interface ExplainedRefusal {
  readonly port: string;
  /** A clause. */
  readonly why: string;
}

/** ExplainedItem is an entry of a policy of the mesh that applies to a Dataplane. */
export interface ExplainedItem {
  /** Its path in the policy: `spec.to[0]`. */
  readonly path: string;
  readonly place?: Place;
  /** A noun: `calls to meshservice/default/cart:80 (web)`, `calls to its inbound web from those with version=v1`. */
  readonly about: string;
}

/** Explanation says what happens to requests that an object concerns. */
export type Explanation = {
  /** `httproute/default/shop` */
  readonly subject: string;
  readonly place?: Place;
  /** All findings about the object itself. */
  readonly findings: readonly LocatedFinding[];
} & (
  | {
      readonly kind: 'route';
      /** Absent where its kind has none. */
      readonly hostnames?: readonly string[];
      readonly parents: readonly ExplainedParent[];
      readonly rules: readonly ExplainedRule[];
    }
  | {
      readonly kind: 'gateway';
      /** For a ListenerSet: its Gateway. */
      readonly addsTo?: string;
      readonly proxy: string;
      /** Proxies that are connected for it now. */
      readonly connected: number;
      readonly listeners: readonly {
        readonly name: string;
        readonly port: number;
        readonly hostname: string;
        readonly protocol: string;
        readonly programmed: boolean;
        /** Why it is not as it should be; empty where it is. */
        readonly problems: readonly string[];
        readonly routes: readonly string[];
        readonly policies: readonly ExplainedPolicy[];
      }[];
      /** ListenerSets that add to its listeners. */
      readonly sets: readonly string[];
    }
  | {
      readonly kind: 'backend';
      /** By port, where each port is a backend of its own; otherwise one under ''. */
      readonly backends: readonly {
        readonly port: string;
        readonly backend: ExplainedBackend;
        readonly policies: readonly ExplainedPolicy[];
        /** What its names resolved to. */
        readonly names: readonly LookedUpName[];
        /** Empty where no proxy watches or reports them. */
        readonly seen: readonly ExplainedEndpoint[];
      }[];
      /** The backends that it consists of: each group is used while all groups before it are down. */
      readonly groups?: readonly (readonly ExplainedMember[])[];
      /** The policies that target it, where it consists of other backends. */
      readonly policies?: readonly ExplainedPolicy[];
      /** Whether there are endpoints to send requests to, and why not. */
      readonly ready?: Pick<Condition, 'status' | 'reason' | 'message'>;
      readonly referredToBy: readonly {
        readonly referrer: string;
        readonly path: string;
        readonly place?: Place;
        /** Gateways through which it is in force; absent where the referrer does not serve requests. */
        readonly through?: readonly string[];
      }[];
    }
  | {
      readonly kind: 'policy';
      /** Whether more general policies of its kind apply to what it leaves unset. */
      readonly merges: boolean;
      readonly targets: readonly {
        readonly target: string;
        /** The path of the reference; absent where the target was selected by labels. */
        readonly path?: string;
        readonly place?: Place;
        /** Gateways through which the target is served, or the target itself. */
        readonly through: readonly string[];
        /** Why it is not in force there. */
        readonly problem?: { readonly reason: string; readonly message: string };
        /** Targets for which more specific policies override it. */
        readonly overriddenFor: readonly string[];
      }[];
      readonly ancestors: readonly {
        readonly ancestor: string;
        readonly conditions: readonly ({ readonly type: string } & Verdict)[];
      }[];
    }
  | {
      readonly kind: 'dataplane';
      readonly proxy: string;
      /** Proxies that are connected for it now. */
      readonly connected: number;
      /** A clause: which of its traffic comes to the sidecar, and where. */
      readonly captures: string;
      readonly inbounds: readonly {
        readonly name: string;
        readonly at: string;
        readonly application: string;
        readonly protocol: string;
        readonly ready: boolean;
      }[];
      readonly reaches: readonly ExplainedReach[];
      /** Present where the question was about one service. */
      readonly asked?: { readonly service: string; readonly refusals: readonly ExplainedRefusal[] };
    }
  | {
      readonly kind: 'mesh-policy';
      /** The Dataplanes that it is about, in the order of their names. */
      readonly dataplanes: readonly {
        readonly dataplane: string;
        readonly items: readonly ExplainedItem[];
      }[];
    }
  | { readonly kind: 'other' }
);

/** AnyExplanationPart is the part for any kind. */
export type AnyExplanationPart = { [K in Explanation['kind']]: ExplanationPart<K> }[Explanation['kind']];

/** ExplanationPart is what an explanation of one kind has in addition to what all have. */
export type ExplanationPart<K extends Explanation['kind']> = Omit<
  Extract<Explanation, { kind: K }>,
  'subject' | 'place' | 'findings'
>;
