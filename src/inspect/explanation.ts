import type { EndpointHealth, UpstreamProtocol, Verdict } from '#model';
import type { Condition } from '#status';
import type { LocatedFinding, Place } from './located-finding.ts';
import type { LookedUpName } from './looked-up.ts';

/** ExplainedBackend is a backend as requests reach it. */
export interface ExplainedBackend {
  /** What it is spoken to in. */
  readonly protocol: UpstreamProtocol;
  readonly tls: boolean;
  /** Who resolves its names; `none` where it has none. */
  readonly resolvedBy: 'proxy' | 'control-plane' | 'none';
  readonly fallback: boolean;
  /** `127.0.0.1:9001`, `shop.example.com:443`, `unix:/run/shop.sock`. */
  readonly endpoints: readonly string[];
}

/** ExplainedEndpoint is one address of a backend as proxies see it, those that see it alike together. */
export interface ExplainedEndpoint {
  readonly address: string;
  readonly state: EndpointHealth['state'];
  /** A clause: `it answered 503`. */
  readonly why?: string;
  /** RFC 3339, of the first of them. */
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
  /** Those for which it stands, the first group first. */
  readonly groups?: readonly (readonly string[])[];
  /** The routes that go on with what the rule takes. */
  readonly routes?: readonly string[];
  /** What is wrong with it. */
  readonly findings: readonly LocatedFinding[];
}

/** ExplainedMember is one of those for which a backend stands. */
export type ExplainedMember = Omit<ExplainedRef, 'weight' | 'groups' | 'routes'>;

/** ExplainedPolicy is a policy that holds for something, and what it is attached to. */
export interface ExplainedPolicy {
  /** `backendtrafficpolicy/default/general` */
  readonly policy: string;
  /** `gateway/default/edge`, `gateway/default/edge/http` (a listener), `httproute/default/shop/cart` (a rule). */
  readonly at: string;
  /** Where it holds only for what comes through one listener: that listener. */
  readonly through?: string;
}

export interface ExplainedRule {
  readonly name?: string;
  /** `PathPrefix / GET`; one of them must match. */
  readonly matches: readonly string[];
  /** Types of the filters, in order. */
  readonly filters: readonly string[];
  readonly refs: readonly ExplainedRef[];
  /** Of each kind the one that rules, and those that it merges with. */
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

/** ExplainedReach is a port of a service that a sidecar reaches, and by what. */
export interface ExplainedReach {
  /** `meshservice/default/shop:80 (web)` */
  readonly port: string;
  readonly protocol: string;
  /** Where its application calls it: `241.0.0.1:80`; empty while it has no address. */
  readonly addresses: readonly string[];
  readonly endpoints: number;
  /** A path in the Dataplane, or a clause. */
  readonly through: string;
  readonly place?: Place;
}

/** ExplainedRefusal is a port that a sidecar does not reach, and why. */
export interface ExplainedRefusal {
  readonly port: string;
  /** A clause. */
  readonly why: string;
}

/** Explanation says what becomes of the requests that an object is about. */
export type Explanation = {
  /** `httproute/default/shop` */
  readonly subject: string;
  readonly place?: Place;
  /** Everything that is wrong with the object itself. */
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
      /** Of a ListenerSet: the Gateway. */
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
      /** ListenerSets that add to them. */
      readonly sets: readonly string[];
    }
  | {
      readonly kind: 'backend';
      /** By port, where each port is a backend of its own; under '' otherwise. */
      readonly backends: readonly {
        readonly port: string;
        readonly backend: ExplainedBackend;
        readonly policies: readonly ExplainedPolicy[];
        /** What its names led to. */
        readonly names: readonly LookedUpName[];
        /** Empty where nobody watches them, or no proxy tells. */
        readonly seen: readonly ExplainedEndpoint[];
      }[];
      /** Those for which it stands: each group while all before it are down. */
      readonly groups?: readonly (readonly ExplainedMember[])[];
      /** What is on it, where it stands for others. */
      readonly policies?: readonly ExplainedPolicy[];
      /** Whether there is somebody to send requests to, and why not. */
      readonly ready?: Pick<Condition, 'status' | 'reason' | 'message'>;
      readonly referredToBy: readonly {
        readonly referrer: string;
        readonly path: string;
        readonly place?: Place;
        /** Gateways through which requests come to it; absent where it is no part of requests. */
        readonly through?: readonly string[];
      }[];
    }
  | {
      readonly kind: 'policy';
      /** Whether more general policies of its kind hold beside it, where it says nothing. */
      readonly merges: boolean;
      readonly targets: readonly {
        readonly target: string;
        /** Where it is named; absent where it was selected by its labels. */
        readonly path?: string;
        readonly place?: Place;
        /** Gateways that lead to it, or itself. */
        readonly through: readonly string[];
        /** Why it is not in force there. */
        readonly problem?: { readonly reason: string; readonly message: string };
        /** What more specific policies hold for in its place. */
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
      /** A clause: what of its traffic comes to the sidecar, and where. */
      readonly captures: string;
      readonly inbounds: readonly {
        readonly name: string;
        readonly at: string;
        readonly application: string;
        readonly protocol: string;
        readonly ready: boolean;
      }[];
      readonly reaches: readonly ExplainedReach[];
      /** Where it was asked for one service. */
      readonly asked?: { readonly service: string; readonly refusals: readonly ExplainedRefusal[] };
    }
  | { readonly kind: 'other' }
);

/** AnyExplanationPart is the part of any kind. */
export type AnyExplanationPart = { [K in Explanation['kind']]: ExplanationPart<K> }[Explanation['kind']];

/** ExplanationPart is what an explanation of one kind says beside what all say. */
export type ExplanationPart<K extends Explanation['kind']> = Omit<
  Extract<Explanation, { kind: K }>,
  'subject' | 'place' | 'findings'
>;
