import type { ResourceKey } from '#lib/resource-ref.ts';
import type { XdsPart, XdsType } from '#lib/xds-resource.ts';
import type { ProxyId } from '#model';
import type { Condition } from '#status';
import type { Sample } from '#walk';
import type { Outcome } from './outcome.ts';

/**
 * Fact is one fact about what a control plane does now, as plain data. All facts together are a picture. Pictures can be
 * compared, whoever drew them. None holds anything secret.
 */
export type Fact = ObjectFact | ConditionFact | ListenerFact | ResourceFact | RequestFact;

/** Allowed is what the operator of the gateways allows Backends to name: a comparison with other files applies the same. */
export interface Allowed {
  /** Categories of addresses: `loopback`, `metadata`, … */
  readonly addresses: readonly string[];
  /** Directories that may contain sockets. */
  readonly sockets: 'any' | readonly string[];
}

/** ObjectFact: an object is in force. Its version changes with its contents; that of a Secret is left out. */
export interface ObjectFact {
  readonly kind: 'object';
  readonly key: ResourceKey;
  readonly version: string;
}

/** ConditionFact is one condition of an object. Conditions that depend on connected proxies are left out. */
export interface ConditionFact extends Pick<Condition, 'type' | 'status' | 'reason' | 'message'> {
  readonly kind: 'condition';
  readonly key: ResourceKey;
  /** '' for the object itself, or the part that the condition is about: `listener http`, `gateway/default/web`. */
  readonly at: string;
}

/** ListenerFact: a proxy has a listener, which `listener` describes: `http :8080`, `https :8443 *.example.com`. */
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

/** RequestFact is the outcome of a sample that is sent to a proxy. */
export interface RequestFact {
  readonly kind: 'request';
  readonly proxy: ProxyId;
  readonly sample: Sample;
  readonly outcome: Outcome;
}
