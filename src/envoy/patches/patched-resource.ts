import { fromBinary, fromJson, type JsonValue, toBinary, toJson } from '@bufbuild/protobuf';
import { compareTexts } from '#lib/compare-texts.ts';
import type { Json } from '#lib/json.ts';
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from '#lib/json-patch.ts';
import { JsonPathError } from '#lib/json-path.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { type XdsResource, type XdsType, xdsResource } from '#lib/xds-resource.ts';
import type { PatchProblem, XdsPatch } from '#model';
import { registry, schemas } from '../printing/registry.ts';

/** PlacedPatch is a patch at the resource that it changes, with the operation as it is there. */
export interface PlacedPatch {
  readonly patch: XdsPatch;
  readonly operation: JsonPatchOperation;
}

/** Patched is a resource as its patches have it, and what is wrong with those that could not be applied. */
export interface Patched {
  readonly resource: XdsResource;
  readonly problems: ReadonlyMap<XdsPatch, PatchProblem>;
}

/**
 * patchResource applies patches, one after the other. One that cannot be applied, of which Envoy's protobuf knows nothing, or
 * that Envoy `refused`, leaves the resource as it is.
 */
export function patchResource(
  before: XdsResource,
  patches: readonly PlacedPatch[],
  refused: ReadonlyMap<string, string> | undefined,
): Patched {
  const problems = new Map<XdsPatch, PatchProblem>();
  const parts = [...before.parts];
  const withheld = [...(before.withheld ?? [])];
  let { bytes, inline } = before;
  for (const { patch, operation } of [...patches].sort(byOrder)) {
    const part = { id: hashBytes(JSON.stringify([patch.origin, operation])), origin: patch.origin };
    if (refused?.has(part.id) === true) {
      withheld.push(part.id);
      continue;
    }
    try {
      const patched = patchBytes(before.type, bytes, operation);
      // A state-of-the-world client has the same, but for how virtual hosts come.
      if (inline !== undefined) inline = patchBytes(before.type, inline, operation);
      bytes = patched;
      parts.push(part);
    } catch (error) {
      problems.set(patch, problemOf(error));
    }
  }
  const { version: _, inline: __, ...rest } = before;
  const origins = [...new Set([...before.origins, ...patches.map(({ patch }) => patch.origin)])];
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

function patchBytes(type: XdsType, bytes: Uint8Array, operation: JsonPatchOperation): Uint8Array {
  const schema = schemas[type];
  const json = toJson(schema, fromBinary(schema, bytes), { registry, useProtoFieldName: true });
  const patched = applyJsonPatch(json as Json, placed(json as Json, operation));
  return toBinary(schema, fromJson(schema, patched as JsonValue, { registry }));
}

/** In Envoy Gateway the chain of what is not TLS is the default one, and here the first. */
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
