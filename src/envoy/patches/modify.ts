import { type DescMessage, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { FilterSchema } from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import { HttpFilterSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { isMap } from '#lib/fields.ts';
import type { Json } from '#lib/json.ts';
import { applyJsonPatch, type JsonPatchOperation } from '#lib/json-patch.ts';
import type { XdsType } from '#lib/xds-resource.ts';
import type { Modification } from '#model';
import { registry, schemas } from '../printing/registry.ts';

type Message = { readonly [name: string]: Json };

/** modified is a resource as a modification has it: JSON in which fields have the names of the protobuf definitions. */
export function modified(type: XdsType, json: Json, modification: Modification): Json {
  switch (modification.of) {
    case 'cluster':
    case 'listener':
    case 'virtualHost':
      return changed(schemas[type], json, modification);
    case 'networkFilter':
      return inChains(json, filters => edited(FilterSchema, filters, modification));
    case 'httpFilter':
      return inChains(json, filters => filters.map(filter => inManager(filter, modification)));
  }
}

function changed(schema: DescMessage, json: Json, { value, operations }: Modification): Json {
  if (value !== undefined) return merged(json, named(schema, value));
  return operations.reduce((before, operation) => patched(schema, before, operation), json);
}

/** What a user writes may use either of a field's names in JSON; the result has the name of the protobuf definition. */
function named(schema: DescMessage, value: Json): Json {
  return asJson(schema, value, true);
}

function asJson(schema: DescMessage, value: Json, useProtoFieldName: boolean): Json {
  // `toJson` makes nothing but JSON.
  const message = fromJson(schema, value as JsonValue, { registry });
  return toJson(schema, message, { registry, useProtoFieldName }) as Json;
}

/** Kuma's paths are in camelCase, Envoy Gateway's in the names that protobuf has: of one word they are the same. */
function patched(schema: DescMessage, json: Json, operation: JsonPatchOperation): Json {
  const isCamel = /\/[a-z]+[A-Z]/.test(`${operation.path}${operation.from ?? ''}`);
  const before = isCamel ? asJson(schema, json, false) : json;
  return named(schema, applyJsonPatch(before, operation));
}

/** As protobuf merges messages: maps are merged, lists are appended, single values replace what was there. */
function merged(before: Json | undefined, value: Json): Json {
  if (Array.isArray(before) && Array.isArray(value)) return [...before, ...value];
  if (!isMessage(before) || !isMessage(value)) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, merged(before[name], one)] as const);
  return { ...before, ...Object.fromEntries(entries) };
}

function isMessage(json: Json | undefined): json is Message {
  return isMap(json);
}

function inChains(listener: Json, edit: (filters: readonly Json[]) => readonly Json[]): Json {
  if (!isMessage(listener)) return listener;
  const { filter_chains: chains, default_filter_chain: last } = listener;
  const within = (chain: Json): Json =>
    isMessage(chain) ? { ...chain, filters: edit(Array.isArray(chain.filters) ? chain.filters : []) } : chain;
  return {
    ...listener,
    ...(Array.isArray(chains) ? { filter_chains: chains.map(within) } : {}),
    ...(last === undefined ? {} : { default_filter_chain: within(last) }),
  };
}

const manager = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

function inManager(filter: Json, modification: Modification): Json {
  const config = isMessage(filter) ? filter.typed_config : undefined;
  if (!isMessage(filter) || !isMessage(config) || !String(config['@type']).endsWith(manager)) return filter;
  const before: readonly Json[] = Array.isArray(config.http_filters) ? config.http_filters : [];
  return {
    ...filter,
    typed_config: { ...config, http_filters: edited(HttpFilterSchema, before, modification) },
  };
}

/** The filter that ends a chain stays its end: `last` is before it. A chain without filters stays so: it closes connections. */
function edited(schema: DescMessage, filters: readonly Json[], modification: Modification): readonly Json[] {
  const { operation, value = {} } = modification;
  if (filters.length === 0) return filters;
  const isMeant = (filter: Json) => isCalled(filter, modification.name);
  const put = () => named(schema, value);
  switch (operation) {
    case 'first':
      return [put(), ...filters];
    case 'last':
      return [...filters.slice(0, -1), put(), ...filters.slice(-1)];
    case 'before':
      return filters.flatMap(filter => (isMeant(filter) ? [put(), filter] : [filter]));
    case 'after':
      return filters.flatMap(filter => (isMeant(filter) ? [filter, put()] : [filter]));
    case 'remove':
      return filters.filter(filter => !isMeant(filter));
    case 'patch':
      return filters.map(filter => (isMeant(filter) ? changedFilter(schema, filter, modification) : filter));
  }
}

/** Operations are about the settings of a filter; a value is merged into the filter as a whole. */
function changedFilter(schema: DescMessage, filter: Json, modification: Modification): Json {
  if (modification.value !== undefined) return changed(schema, filter, modification);
  if (!isMessage(filter) || filter.typed_config === undefined) return filter;
  return { ...filter, typed_config: changed(AnySchema, filter.typed_config, modification) };
}

/** Some filters have several instances, each with a name behind that of the filter. */
function isCalled(filter: Json, name: string | undefined): boolean {
  if (name === undefined) return true;
  const own = isMessage(filter) ? String(filter.name) : '';
  return own === name || own.startsWith(`${name}/`);
}
