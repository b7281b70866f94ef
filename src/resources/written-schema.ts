import type { AnyKind } from './kinds.ts';
import { kinds } from './kinds.ts';
import { namespaceName, subdomain } from './names.ts';
import type { JsonSchema } from './schema/json-schema.ts';

/** WrittenSchemas are the written forms of a kind, as JSON Schema for any tool. */
export interface WrittenSchemas {
  readonly usual: JsonSchema;
  readonly universal?: JsonSchema;
}

const text = { type: 'string' } as const;
const texts = { type: 'object', patternProperties: { '': text } } as const;

/** writtenSchemas returns those of the kind with an id. What a schema cannot express (`ruled`) is still checked by the reader. */
export function writtenSchemas(id: AnyKind['id']): WrittenSchemas {
  const kind = kinds.find(one => one.id === id);
  if (kind === undefined) throw new Error(`no such kind: ${id}`);
  const body = plain(kind.body);
  const metadata: JsonSchema = {
    type: 'object',
    properties: {
      name: plain(subdomain),
      ...(kind.scope === 'Cluster' ? {} : { namespace: plain(namespaceName) }),
      labels: texts,
      annotations: texts,
    },
  };
  const group = kind.group === '' ? '' : `${kind.group}/`;
  const usual = {
    apiVersion: { type: 'string', enum: kind.versions.map(version => `${group}${version}`) },
    kind: { type: 'string', enum: [kind.kind] },
    metadata,
  } as const;
  const flat =
    'universalBody' in kind && kind.universalBody !== undefined ? plain(kind.universalBody) : undefined;
  if (flat === undefined) return { usual: withFields(usual, body) };
  const universal = {
    type: { type: 'string', enum: [kind.kind] },
    ...(kind.universal?.scope === 'Mesh' ? { mesh: plain(namespaceName) } : {}),
    name: plain(subdomain),
    labels: texts,
  } as const;
  return { usual: withFields(usual, body), universal: withFields(universal, flat) };
}

function withFields(fields: Readonly<Record<string, JsonSchema>>, body: JsonSchema): JsonSchema {
  return { ...body, properties: { ...fields, ...body.properties } };
}

/** Removes annotations that only our reader understands. */
function plain(schema: JsonSchema): JsonSchema {
  const copied = JSON.parse(
    JSON.stringify(schema, (name, value) => (name.startsWith('~') ? undefined : value)),
  ) as JsonSchema;
  return portable(copied);
}

/** Makes a schema portable: a field with a default is not required. */
function portable(schema: JsonSchema): JsonSchema {
  const { pattern, ...rest } = schema;
  const { properties, patternProperties, items, anyOf, required } = schema;
  const each = (fields: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, portable(one)]));
  return {
    ...rest,
    // Unicode classes (`\p{`) need a flag that JSON Schema cannot set.
    ...(pattern === undefined || pattern.includes('\\p{') ? {} : { pattern }),
    ...(properties === undefined ? {} : { properties: each(properties) }),
    ...(patternProperties === undefined ? {} : { patternProperties: each(patternProperties) }),
    ...(items === undefined ? {} : { items: portable(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(portable) }),
    ...(required === undefined
      ? {}
      : { required: required.filter(name => properties?.[name]?.default === undefined) }),
  };
}
