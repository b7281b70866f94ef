import { create, fromBinary, fromJson, type JsonValue, toBinary, toJson } from '@bufbuild/protobuf';
import { Cluster_DiscoveryType, ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { compareTexts } from '#lib/compare-texts.ts';
import type { Json } from '#lib/json.ts';
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from '#lib/json-patch.ts';
import { JsonPathError } from '#lib/json-path.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { type XdsResource, type XdsType, xdsResource } from '#lib/xds-resource.ts';
import type { Modification, PatchProblem, XdsPatch } from '#model';
import { registry, schemas } from '../printing/registry.ts';
import { modified } from './modify.ts';

/** PlacedPatch is a patch at the resource that it changes, with the operation as it is there. */
export interface PlacedPatch {
  readonly patch: XdsPatch;
  readonly operation: JsonPatchOperation;
}

/** PlacedModification is a modification of the resource, and its place among those of the resource. */
export interface PlacedModification {
  readonly modification: Modification;
  readonly rank: number;
}

/**
 * Patched is a resource as its patches have it (absent: one of them removes it), and what is wrong with patches that could not
 * be applied.
 */
export interface Patched {
  readonly resource?: XdsResource;
  readonly problems: ReadonlyMap<XdsPatch | Modification, PatchProblem>;
}

/** Change is one thing that is done to a resource. */
interface Change {
  readonly by: XdsPatch | Modification;
  /** What the change says: it identifies the change among the parts that Envoy refused. */
  readonly said: unknown;
  apply(json: Json): Json;
}

/**
 * patchResource applies patches, one after the other, and then modifications. One that cannot be applied, whose result Envoy's
 * protobuf does not know, or that Envoy `refused`, leaves the resource as it is.
 */
export function patchResource(
  before: XdsResource,
  patches: readonly PlacedPatch[],
  modifications: readonly PlacedModification[],
  refused: ReadonlyMap<string, string> | undefined,
): Patched {
  const problems = new Map<XdsPatch | Modification, PatchProblem>();
  const changes: readonly Change[] = [
    ...[...patches].sort(byOrder).map(
      ({ patch, operation }): Change => ({
        by: patch,
        said: operation,
        apply: json => applyJsonPatch(json, placed(json, operation)),
      }),
    ),
    ...[...modifications]
      .sort((a, b) => a.rank - b.rank)
      .map(
        ({ modification }): Change => ({
          by: modification,
          said: modification,
          apply: json => modified(before.type, json, modification),
        }),
      ),
  ];
  if (modifications.some(({ modification }) => takesAway(modification)))
    return before.type === 'cluster' ? { resource: emptied(before), problems } : { problems };
  const parts = [...before.parts];
  const withheld = [...(before.withheld ?? [])];
  let { bytes, inline } = before;
  for (const { by, said, apply } of changes) {
    const part = { id: hashBytes(JSON.stringify([by.origin, said])), origin: by.origin };
    if (refused?.has(part.id) === true) {
      withheld.push(part.id);
      continue;
    }
    try {
      const patched = changeBytes(before.type, bytes, apply);
      // State-of-the-world clients get the same change; only virtual hosts come to them in another way.
      if (inline !== undefined) inline = changeBytes(before.type, inline, apply);
      bytes = patched;
      parts.push(part);
    } catch (error) {
      problems.set(by, problemOf(error));
    }
  }
  // An interim listener between two versions would lack the patches, so there is none.
  const { version: _, inline: __, succession: ___, ...rest } = before;
  const origins = [...new Set([...before.origins, ...changes.map(({ by }) => by.origin)])];
  return {
    resource: xdsResource({
      ...rest,
      bytes,
      origins,
      parts,
      withheld,
      ...(inline === undefined ? {} : { inline }),
    }),
    problems,
  };
}

/** Whether a modification removes the resource itself: then no other change of it matters. */
function takesAway({ of, operation }: Modification): boolean {
  return operation === 'remove' && (of === 'cluster' || of === 'listener' || of === 'virtualHost');
}

/** A removed cluster stays without endpoints, and so fails every call: what leads to a cluster needs it (the laws of `xds`). */
function emptied({ name, key = name, origins }: XdsResource): XdsResource {
  const discovery = { case: 'type', value: Cluster_DiscoveryType.STATIC } as const;
  const bytes = toBinary(ClusterSchema, create(ClusterSchema, { name, clusterDiscoveryType: discovery }));
  return xdsResource({ type: 'cluster', name, key, bytes, origins });
}

/** addedResource is a resource that a patch adds as a whole, or what is wrong with it. */
export function addedResource({ type, operation, origin }: XdsPatch): XdsResource | PatchProblem {
  try {
    const schema = schemas[type];
    const message = fromJson(schema, (operation.value ?? {}) as JsonValue, { registry });
    const name = 'clusterName' in message ? message.clusterName : message.name;
    if (name === '')
      return { reason: 'Invalid', message: 'names itself nowhere; write its name in the value' };
    const bytes = toBinary(schema, message);
    const assigned = 'edsClusterConfig' in message ? message.edsClusterConfig : undefined;
    const assignment = assigned && (assigned.serviceName || name);
    return xdsResource({
      type,
      name,
      bytes,
      origins: [origin],
      ...(assignment === undefined ? {} : { assignment }),
    });
  } catch (error) {
    return problemOf(error);
  }
}

function byOrder({ patch: a }: PlacedPatch, { patch: b }: PlacedPatch): number {
  return (
    a.priority - b.priority ||
    compareTexts(a.created, b.created) ||
    compareTexts(a.origin, b.origin) ||
    a.index - b.index
  );
}

function changeBytes(type: XdsType, bytes: Uint8Array, apply: Change['apply']): Uint8Array {
  const schema = schemas[type];
  const json = toJson(schema, fromBinary(schema, bytes), { registry, useProtoFieldName: true });
  const changed = apply(json as Json);
  return toBinary(schema, fromJson(schema, changed as JsonValue, { registry }));
}

/** In Envoy Gateway the filter chain without TLS is the default chain, here it is the first. */
function placed(json: Json, operation: JsonPatchOperation): JsonPatchOperation {
  const byDefault = '/default_filter_chain';
  const isThere = typeof json === 'object' && json !== null && 'default_filter_chain' in json;
  const within = (path: string) =>
    path.startsWith(`${byDefault}/`) && !isThere ? `/filter_chains/0${path.slice(byDefault.length)}` : path;
  const { path, from, jsonPath } = operation;
  const first = jsonPath?.replace(/\bdefault_filter_chain\b/, isThere ? '$&' : 'filter_chains[0]');
  return {
    ...operation,
    path: within(path),
    ...(first === undefined ? {} : { jsonPath: first }),
    ...(from === undefined ? {} : { from: within(from) }),
  };
}

function problemOf(error: unknown): PatchProblem {
  if (error instanceof JsonPatchError || error instanceof JsonPathError) {
    return { reason: 'Invalid', message: `cannot be applied: ${error.message}` };
  }
  const said = error instanceof Error ? error.message : String(error);
  return { reason: 'Invalid', message: `makes what Envoy’s API does not know: ${said}` };
}
