import type { CollectionDump, Unsubscribe } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Sample } from '#walk';
import type { Advisor } from './advice/create-advisor.ts';
import type { Explanation } from './explanation.ts';
import type { LocatedFinding, Place } from './located-finding.ts';
import type { MeshIntrospection } from './mesh/mesh-introspection.ts';
import type { Metric } from './metric.ts';
import type { Allowed, Fact } from './picture/fact.ts';
import type { Outcome } from './picture/outcome.ts';
import type { AskedRequest, Unreadable } from './request/asked-request.ts';
import type { RequestExplanation } from './request/request-explanation.ts';
import type { ServedKind } from './served-kind.ts';
import type { ShownObject } from './shown-object.ts';
import type { ShownProxy } from './shown-proxy.ts';

/** Selection narrows a list. Absent `namespace`: objects of all namespaces. */
export interface Selection {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** A text that names must contain. */
  readonly within?: string | undefined;
  /** Tags that Dataplanes must have, each in any place; only Dataplanes match. An empty value matches any. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Labels that objects must have; only valid objects match. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Row is a row of a table: an object with the cells of its kind's columns, in their order. */
export interface Row {
  readonly namespace: string;
  readonly name: string;
  readonly cells: readonly string[];
}

/**
 * Introspection answers every question about a control plane. It computes answers when asked, shows no secret, and never changes
 * anything. What does not exist is undefined.
 */
export interface Introspection {
  kinds(): readonly ServedKind[];
  /** Keys of the objects of a kind, ordered by namespace and name, including invalid objects. */
  keys(kind: ServedKind, selection: Selection): readonly ResourceKey[];
  /** selects tells whether an object of a kind is, as it is now, among those of a selection. */
  selects(kind: ServedKind, key: ResourceKey, selection: Selection): boolean;
  object(key: ResourceKey): ShownObject | undefined;
  row(key: ResourceKey): Row | undefined;
  /** Calls back after each batch in which objects of the kind, or their status, changed. */
  onChange(kind: ServedKind, listener: (keys: ReadonlySet<ResourceKey>) => void): Unsubscribe;
  proxies(): readonly ShownProxy[];
  /** Where the version of an object that is in force is written; undefined where it comes from no file. */
  placeOf(key: ResourceKey): Place | undefined;
  /** All present findings about an object. */
  findingsOf(key: ResourceKey): readonly LocatedFinding[];
  /** In the order of files and lines; at most `limit`. */
  findings(limit: number): LocatedFindings;
  /** `to` limits the explanation of a Dataplane to one service. */
  explain(key: ResourceKey, to?: string): Explanation | undefined;
  /** What happens to a request, or why that cannot be told. */
  explainRequest(asked: AskedRequest): RequestExplanation | Unreadable;
  readonly advise: Advisor;
  readonly mesh: MeshIntrospection;
  /** What is configured now, for comparison with an alternative. */
  picture(): Picture;
  /** What happens to a request or connection that a proxy gets; undefined where there is no such proxy. */
  outcome(proxy: string, sample: Sample): Outcome | undefined;
  graph(): readonly CollectionDump[];
  metrics(): readonly Metric[];
}

/** Picture is all that is configured, and which addresses Backends may name. */
export interface Picture {
  readonly allowed: Allowed;
  readonly facts: Iterable<Fact>;
}

/** LocatedFindings are the first of `total` findings. */
export interface LocatedFindings {
  readonly total: number;
  readonly findings: readonly LocatedFinding[];
}
