import type { Json } from '#lib/json.ts';
import type { JsonPatchOperation } from '#lib/json-patch.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from './backend-use.ts';
import type { PatchProblem } from './xds-patch.ts';

/**
 * Modification changes what sidecars are sent, in Envoy's own words: resources of a kind, or filters in listeners. Where several
 * change one resource, they do so in the order in which they are told.
 */
export interface Modification {
  readonly origin: ResourceKey;
  /** Which one of its policy's. */
  readonly index: number;
  readonly of: 'cluster' | 'listener' | 'networkFilter' | 'httpFilter' | 'virtualHost';
  /** What is put in comes first, before whatever ends its chain, or beside those that go by `name`. */
  readonly operation: 'patch' | 'remove' | 'first' | 'last' | 'before' | 'after';
  /** Of the resource or of the filter, ours or as Kuma calls it; absent: all. */
  readonly name?: string;
  /** Of the listener that it is in, or of the route configuration. */
  readonly within?: string;
  /** A part of a message, which is put in or merged with what is there. */
  readonly value?: Json;
  /** Of a `patch` without a value. */
  readonly operations: readonly JsonPatchOperation[];
}

/** ModifiedPlace is what is modified where a sidecar listens; `service` is what it listens for, by its name. */
export interface ModifiedPlace {
  readonly service: string;
  readonly modifications: readonly Modification[];
}

/** ModifiedUse is a backend as it is used, and what is modified of it; `names` are those that Kuma has for its cluster. */
export interface ModifiedUse {
  readonly use: BackendUse;
  readonly names: readonly string[];
  readonly modifications: readonly Modification[];
}

/** ModificationOutcome is what became of a modification at one resource. */
export interface ModificationOutcome {
  readonly changed: string;
  readonly problem?: PatchProblem;
}

/** modificationKey names a modification, or what else the same policy says there. */
export function modificationKey({ origin, index }: Pick<Modification, 'origin' | 'index'>): string {
  return [origin, index].join('\n');
}
