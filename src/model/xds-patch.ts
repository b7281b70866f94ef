import type { JsonPatchOperation } from '#lib/json-patch.ts';
import type { XdsType } from '#lib/xds-resource.ts';
import type { ProxyId } from './proxy-id.ts';
import type { Aged } from './seniority.ts';

/**
 * XdsPatch changes what one proxy is sent, in Envoy's own words: the resource of a type and a name, or (an `add` of the whole) one
 * of its own. Those of lower priority go first, then the older ones.
 */
export interface XdsPatch extends Aged {
  readonly priority: number;
  /** Which one of its policy's. */
  readonly index: number;
  readonly proxy: ProxyId;
  readonly type: XdsType;
  /** Ours, or what Envoy Gateway would call it. */
  readonly name: string;
  readonly operation: JsonPatchOperation;
}

/** PatchProblem says why a patch is not in force. */
export interface PatchProblem {
  readonly reason: 'ResourceNotFound' | 'Invalid';
  readonly message: string;
}

/** PatchOutcome is what became of a patch: the names of what it changed, and what is wrong. */
export interface PatchOutcome {
  readonly patch: XdsPatch;
  readonly changed: readonly string[];
  readonly problem?: PatchProblem;
}
