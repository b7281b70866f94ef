import type { JsonPatchOperation } from '#lib/json-patch.ts';
import type { XdsType } from '#lib/xds-resource.ts';
import type { ProxyId } from './proxy-id.ts';
import type { Aged } from './seniority.ts';

/**
 * XdsPatch changes what one proxy is sent, in Envoy's own words: the resource with a type and a name, or, by an `add` of the
 * whole, a new resource. Patches of lower priority are applied first, then the older ones.
 */
export interface XdsPatch extends Aged {
  readonly priority: number;
  /** Its index in its policy. */
  readonly index: number;
  readonly proxy: ProxyId;
  readonly type: XdsType;
  /** Fairlead's name for the resource, or Envoy Gateway's. */
  readonly name: string;
  readonly operation: JsonPatchOperation;
}

/** PatchProblem says why a patch is not in force. */
export interface PatchProblem {
  readonly reason: 'ResourceNotFound' | 'Invalid';
  readonly message: string;
}

/** PatchOutcome is the result of a patch: the names of the resources that it changed, and the problem, if there is one. */
export interface PatchOutcome {
  readonly patch: XdsPatch;
  readonly changed: readonly string[];
  readonly problem?: PatchProblem;
}
