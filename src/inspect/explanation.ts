import type { UpstreamProtocol } from '#model';
import type { LocatedFinding, Place } from './located-finding.ts';

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
  /** What is wrong with it. */
  readonly findings: readonly LocatedFinding[];
}

export interface ExplainedRule {
  readonly name?: string;
  /** `PathPrefix / GET`; one of them must match. */
  readonly matches: readonly string[];
  /** Types of the filters, in order. */
  readonly filters: readonly string[];
  readonly refs: readonly ExplainedRef[];
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
      }[];
    }
  | {
      readonly kind: 'backend';
      /** By port, where each port is a backend of its own; under '' otherwise. */
      readonly backends: readonly { readonly port: string; readonly backend: ExplainedBackend }[];
      readonly referredToBy: readonly {
        readonly referrer: string;
        readonly path: string;
        readonly place?: Place;
        /** Gateways through which requests come to it. */
        readonly through: readonly string[];
      }[];
    }
  | { readonly kind: 'other' }
);

/** ExplanationPart is what an explanation of one kind says beside what all say. */
export type ExplanationPart<K extends Explanation['kind']> = Omit<
  Extract<Explanation, { kind: K }>,
  'subject' | 'place' | 'findings'
>;
