import type { ServiceKind } from '#model';
import type { Cost } from './holding.ts';

/** Watched is the period in which a proxy reported what it calls (RFC 3339), and the seconds within it that reports cover. */
export interface Watched {
  readonly since: string;
  readonly until: string;
  readonly seconds: number;
}

/** AdvisedCall is a port that was called. */
export interface AdvisedCall {
  readonly port: string;
  readonly requests: number;
  /** When it was last called (RFC 3339), no more exact than the interval of reports. */
  readonly last: string;
  /** Ports whose requests a route sends to the same cluster: which of them was called cannot be told. */
  readonly or: readonly string[];
}

/** AdvisedRef is a ref of `reachableBackends`: one port of a service. */
export interface AdvisedRef {
  readonly kind: Exclude<ServiceKind, 'ServiceTag'>;
  readonly name: string;
  readonly namespace?: string;
  readonly port: number;
}

/** AdvisedReach is what a Dataplane should declare under `networking.transparentProxying` to reach what it calls, and no more. */
export interface AdvisedReach {
  readonly reachableBackends: { readonly refs: readonly AdvisedRef[] };
  /** Services that it calls by the tag `kuma.io/service`; absent where there are none. */
  readonly reachableServices?: readonly string[];
}

/** DataplaneAdvice is the advice for one Dataplane: what it should declare that it reaches. */
export interface DataplaneAdvice {
  readonly mesh: string;
  readonly name: string;
  /** Absent: its proxy has reported nothing. */
  readonly watched?: Watched;
  /** The most frequently called first. */
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

/**
 * MeshAdvice is what would be saved if every Dataplane declared what it calls. Those whose proxies have reported nothing stay as
 * they are.
 */
export interface MeshAdvice {
  readonly mesh: string;
  /** Those that would save most first. */
  readonly dataplanes: readonly AdvisedDataplane[];
  readonly now: Cost;
  readonly advised: Cost;
  readonly unknown: readonly string[];
}
