import type { ResourceKey } from '#lib/resource-ref.ts';
import type { XdsPart, XdsType } from '#lib/xds-resource.ts';
import type { ProxyId } from '#model';
import type { Condition } from '#status';
import type { Sample } from '#walk';
import type { Outcome } from './outcome.ts';

/**
 * Fact is one thing that holds of what a control plane does now, as plain data. All of them together are a picture: two
 * pictures can be compared, whoever drew them. None holds anything secret.
 */
export type Fact = ObjectFact | ConditionFact | ListenerFact | ResourceFact | RequestFact;

/** Allowed is what the operator of the gateways allows Backends to name: who compares with other files goes by the same. */
export interface Allowed {
  /** Classes of addresses: `loopback`, `metadata`, … */
  readonly addresses: readonly string[];
  /** Directories below which sockets may lie. */
  readonly sockets: 'any' | readonly string[];
}

/** ObjectFact: an object is in force. Its version changes with everything that it says; a Secret's is not told. */
export interface ObjectFact {
  readonly kind: 'object';
  readonly key: ResourceKey;
  readonly version: string;
}

/** ConditionFact is one condition of an object. Those that depend on who is connected are left out. */
export interface ConditionFact extends Pick<Condition, 'type' | 'status' | 'reason' | 'message'> {
  readonly kind: 'condition';
  readonly key: ResourceKey;
  /** '' is the object itself; else what it says that of: `listener http`, `gateway/default/web`. */
  readonly at: string;
}

/** ListenerFact: a proxy listens. `listener` says what for: `http :8080`, `https :8443 *.example.com`. */
export interface ListenerFact {
  readonly kind: 'listener';
  readonly proxy: ProxyId;
  readonly listener: string;
}

/** ResourceFact: a proxy holds an xDS resource. */
export interface ResourceFact {
  readonly kind: 'resource';
  readonly proxy: ProxyId;
  readonly type: XdsType;
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
  readonly origins: readonly ResourceKey[];
  readonly parts: readonly XdsPart[];
}

/** RequestFact is what becomes of something that is sent to a proxy. */
export interface RequestFact {
  readonly kind: 'request';
  readonly proxy: ProxyId;
  readonly sample: Sample;
  readonly outcome: Outcome;
}
