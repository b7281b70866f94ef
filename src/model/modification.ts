import type { Json } from '#lib/json.ts';
import type { JsonPatchOperation } from '#lib/json-patch.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from './backend-use.ts';
import type { PatchProblem } from './xds-patch.ts';

/**
 * Modification changes what sidecars are sent, in Envoy's own words: resources of a kind, or filters in listeners. Several
 * modifications of one resource are made in the order in which they are listed.
 */
export interface Modification {
  readonly origin: ResourceKey;
  /** Its index in its policy. */
  readonly index: number;
  readonly of: 'cluster' | 'listener' | 'networkFilter' | 'httpFilter' | 'virtualHost';
  /** Where a new part is put: first, last before whatever ends its chain, or beside the filters named `name`. */
  readonly operation: 'patch' | 'remove' | 'first' | 'last' | 'before' | 'after';
  /** The name of the resource or filter, as Fairlead or as Kuma calls it; absent: all. */
  readonly name?: string;
  /** The name of the listener, or of the route configuration, that it is in. */
  readonly within?: string;
  /** A part of a message, which is put in or merged with what is there. */
  readonly value?: Json;
  /** The JSON patch of a `patch` without a value. */
  readonly operations: readonly JsonPatchOperation[];
}

/**
 * ModifiedPlace lists the modifications of a place where a sidecar listens; `service` is the name of the service it listens for.
 */
export interface ModifiedPlace {
  readonly service: string;
  readonly modifications: readonly Modification[];
}

/** ModifiedUse lists the modifications of a backend's use; `names` are Kuma's names for its cluster. */
export interface ModifiedUse {
  readonly use: BackendUse;
  readonly names: readonly string[];
  readonly modifications: readonly Modification[];
}

/** ModificationOutcome is the result of a modification at one resource. */
export interface ModificationOutcome {
  readonly changed: string;
  readonly problem?: PatchProblem;
}

/** modificationKey names a modification by its policy and its index there. */
export function modificationKey({ origin, index }: Pick<Modification, 'origin' | 'index'>): string {
  return [origin, index].join('\n');
}
