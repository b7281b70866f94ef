import {
  create,
  createRegistry,
  fromJson,
  fromJsonString,
  type JsonValue,
  mergeFromBinary,
  toBinary,
  toJson,
  toJsonString,
} from '@bufbuild/protobuf';
import {
  type Bootstrap,
  Bootstrap_StaticResourcesSchema,
  BootstrapSchema,
} from '#gen/envoy/config/bootstrap/v3/bootstrap_pb.js';
import { adminClusterName } from '#lib/admin-cluster.ts';
import { agentClusterName } from '#lib/agent-cluster.ts';
import type { Json } from '#lib/json.ts';
import { applyJsonPatch, type JsonPatchOperation } from '#lib/json-patch.ts';
import { bootstrapMessages } from './bootstrap.ts';
import { xdsClusterName } from './xds-cluster.ts';

/** BootstrapEdit changes the configuration that an Envoy starts with, in Envoy's own words. */
export type BootstrapEdit =
  | { readonly kind: 'merge' | 'replace'; readonly value: Json }
  | { readonly kind: 'patch'; readonly operations: readonly JsonPatchOperation[] };

const registry = createRegistry(...bootstrapMessages);

/**
 * editBootstrap is a bootstrap (as protobuf JSON) with an edit applied. Its node, its control plane and its admin address
 * stay as they were, since without them nobody could reach the Envoy. It throws where the edit cannot be made.
 */
export function editBootstrap(before: string, edit: BootstrapEdit): string {
  const ours = fromJsonString(BootstrapSchema, before, { registry });
  const edited = applied(ours, edit);
  const { node, admin, dynamicResources } = ours;
  const isOurs = ({ name }: { readonly name: string }) =>
    [xdsClusterName, adminClusterName, agentClusterName].includes(name);
  const own = ours.staticResources?.clusters.filter(isOurs) ?? [];
  const others = edited.staticResources?.clusters.filter(cluster => !isOurs(cluster)) ?? [];
  const staticResources = {
    ...(edited.staticResources ?? create(Bootstrap_StaticResourcesSchema)),
    clusters: [...own, ...others],
  };
  const kept = {
    ...(node && { node }),
    ...(admin && { admin }),
    ...(dynamicResources && { dynamicResources }),
  };
  return toJsonString(
    BootstrapSchema,
    { ...edited, ...kept, staticResources, statsFlush: flushOf(edited) },
    { registry, prettySpaces: 2 },
  );
}

/**
 * Our bootstrap flushes statistics when somebody reads them. Where an edit adds a sink or an interval, that is too seldom.
 */
function flushOf({ statsFlush, statsFlushInterval, statsSinks }: Bootstrap): Bootstrap['statsFlush'] {
  const isTimed = statsFlushInterval !== undefined || statsSinks.length > 0;
  return isTimed ? { case: undefined } : statsFlush;
}

function applied(ours: Bootstrap, edit: BootstrapEdit): Bootstrap {
  switch (edit.kind) {
    case 'replace':
      return read(edit.value);
    case 'merge': {
      const merged = create(BootstrapSchema);
      mergeFromBinary(BootstrapSchema, merged, toBinary(BootstrapSchema, ours));
      return mergeFromBinary(BootstrapSchema, merged, toBinary(BootstrapSchema, read(edit.value)));
    }
    case 'patch': {
      const json = toJson(BootstrapSchema, ours, { registry, useProtoFieldName: true });
      return read(edit.operations.reduce<Json>(applyJsonPatch, json as Json));
    }
  }
}

function read(value: Json): Bootstrap {
  return fromJson(BootstrapSchema, value as JsonValue, { registry });
}
