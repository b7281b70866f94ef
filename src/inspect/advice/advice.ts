import type { ServiceKind } from '#model';
import type { Cost } from './holding.ts';

/** Watched is from when to when a proxy told what it calls (RFC 3339), and for how many seconds in between. */
export interface Watched {
  readonly since: string;
  readonly until: string;
  readonly seconds: number;
}

/** AdvisedCall is a port that was called. */
export interface AdvisedCall {
  readonly port: string;
  readonly requests: number;
  /** RFC 3339, as exact as reports are frequent. */
  readonly last: string;
  /** Ports whose requests go to the same endpoints by a route: which of them was called cannot be told. */
  readonly or: readonly string[];
}

/** AdvisedRef is a ref of `reachableBackends`: one port of a service. */
export interface AdvisedRef {
  readonly kind: Exclude<ServiceKind, 'ServiceTag'>;
  readonly name: string;
  readonly namespace?: string;
  readonly port: number;
}

/** AdvisedReach is what a Dataplane is to declare under `networking.transparentProxying` to reach what it calls, and no more. */
export interface AdvisedReach {
  readonly reachableBackends: { readonly refs: readonly AdvisedRef[] };
  /** Services that it calls by their tags; absent where there are none. */
  readonly reachableServices?: readonly string[];
}

/** DataplaneAdvice is what one Dataplane should say that it reaches. */
export interface DataplaneAdvice {
  readonly mesh: string;
  readonly name: string;
  /** Absent: its proxy told nothing. */
  readonly watched?: Watched;
  /** The most often called first. */
  readonly calls: readonly AdvisedCall[];
  /** How many ports it reaches now. */
  readonly reaches: number;
  readonly advice: AdvisedReach;
  readonly now: Cost;
  readonly advised: Cost;
  /** What cannot be known, in sentences. */
  readonly unknown: readonly string[];
}

/** AdvisedDataplane is one line of the advice for a mesh. */
export interface AdvisedDataplane {
  readonly name: string;
  readonly watched?: Watched;
  readonly calls: number;
  readonly reaches: number;
  readonly now: Cost;
  readonly advised: Cost;
}

/** MeshAdvice is what would be saved if every Dataplane said what it calls. Those whose proxies told nothing stay as they are. */
export interface MeshAdvice {
  readonly mesh: string;
  /** Those that would save most come first. */
  readonly dataplanes: readonly AdvisedDataplane[];
  readonly now: Cost;
  readonly advised: Cost;
  readonly unknown: readonly string[];
}
