import type { CollectionDump, Unsubscribe } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Sample } from '#walk';
import type { Advisor } from './advice/create-advisor.ts';
import type { Explanation } from './explanation.ts';
import type { LocatedFinding, Place } from './located-finding.ts';
import type { Metric } from './metric.ts';
import type { Allowed, Fact } from './picture/fact.ts';
import type { Outcome } from './picture/outcome.ts';
import type { AskedRequest, Unreadable } from './request/asked-request.ts';
import type { RequestExplanation } from './request/request-explanation.ts';
import type { ServedKind } from './served-kind.ts';
import type { ShownObject } from './shown-object.ts';
import type { ShownProxy } from './shown-proxy.ts';

/** Selection narrows what is listed. No namespace means all of them. */
export interface Selection {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** What names hold. */
  readonly within?: string | undefined;
  /** Tags that Dataplanes must have, all of them somewhere; of no other kind. An empty value is any. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Labels that objects must have, of those that can be used. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Row is an object in a table: the cells of its kind's columns, in their order. */
export interface Row {
  readonly namespace: string;
  readonly name: string;
  readonly cells: readonly string[];
}

/**
 * Introspection is all that can be asked of a control plane. It is looked up when asked, shows no secret, and never changes
 * anything. What is asked for and does not exist is undefined.
 */
export interface Introspection {
  kinds(): readonly ServedKind[];
  /** Keys of the objects of a kind, ordered by namespace and name; those of broken objects too. */
  keys(kind: ServedKind, selection: Selection): readonly ResourceKey[];
  object(key: ResourceKey): ShownObject | undefined;
  row(key: ResourceKey): Row | undefined;
  /** Calls back after each batch in which objects of the kind, or their status, changed. */
  onChange(kind: ServedKind, listener: (keys: ReadonlySet<ResourceKey>) => void): Unsubscribe;
  proxies(): readonly ShownProxy[];
  /** Where the version of an object that is in force is written; undefined where that is no file. */
  placeOf(key: ResourceKey): Place | undefined;
  /** All that is wrong with an object now. */
  findingsOf(key: ResourceKey): readonly LocatedFinding[];
  /** In the order in which they stand in files; at most so many. */
  findings(limit: number): LocatedFindings;
  /** `to`: of a Dataplane, what there is to say of one service alone. */
  explain(key: ResourceKey, to?: string): Explanation | undefined;
  /** What becomes of a request, or why that cannot be said. */
  explainRequest(asked: AskedRequest): RequestExplanation | Unreadable;
  readonly advise: Advisor;
  /** What is done now, to be compared with what would be done otherwise. */
  picture(): Picture;
  /** What becomes of something that is sent to a proxy; undefined where there is no such proxy. */
  outcome(proxy: string, sample: Sample): Outcome | undefined;
  graph(): readonly CollectionDump[];
  metrics(): readonly Metric[];
}

/** Picture is what is done, and what Backends may name there. */
export interface Picture {
  readonly allowed: Allowed;
  readonly facts: Iterable<Fact>;
}

/** LocatedFindings are the first of `total` findings. */
export interface LocatedFindings {
  readonly total: number;
  readonly findings: readonly LocatedFinding[];
}
