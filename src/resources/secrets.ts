import type { TSchema } from 'typebox';
import { knownKinds } from './kinds.ts';
import { isPlainObject } from './schema/describe.ts';
import type { JsonSchema } from './schema/json-schema.ts';
import { isUniversal } from './universal.ts';

type Fields = Readonly<Record<string, unknown>>;

/** redacted is shown in place of a secret. */
export const redacted = '<redacted>';

/**
 * hideSecrets returns an object that may be shown: values that its schema marks as secret are replaced, by default by `redacted`.
 */
export function hideSecrets(object: Fields, replace: (secret: unknown) => unknown = () => redacted): Fields {
  const schema = schemaOf(object);
  if (schema === undefined || !hasSecrets(schema)) return object;
  return walk(schema, object, undefined, '', replace) as Fields;
}

/** Restored is an object whose hidden values are back; `lost` lists the paths of those whose stored values were not found. */
export interface Restored {
  readonly object: Fields;
  readonly lost: readonly string[];
}

/**
 * restoreSecrets undoes `hideSecrets` for an object that is sent back as it was shown: hidden values are taken from the same
 * places of the stored object. Items of a list are matched by their names, if they have any.
 */
export function restoreSecrets(object: Fields, stored: unknown): Restored {
  const schema = schemaOf(object);
  if (schema === undefined || !hasSecrets(schema)) return { object, lost: [] };
  const lost: string[] = [];
  const restore = (secret: unknown, known: unknown, path: string): unknown => {
    if (secret !== redacted) return secret;
    if (known === undefined) lost.push(path);
    return known ?? secret;
  };
  return { object: walk(schema, object, stored, '', restore) as Fields, lost };
}

/** An annotation may hold a secret: that of `kubectl apply` on a Secret contains the whole Secret. */
const secretMetadata: JsonSchema = {
  properties: { annotations: { patternProperties: { '': { '~secret': true } } } },
};
let secretSchema: JsonSchema | undefined;

function schemaOf(object: Fields): JsonSchema | undefined {
  if (object.kind === 'Secret' && object.apiVersion === 'v1') {
    const body: JsonSchema | undefined = knownKinds.named('', 'Secret')?.body;
    secretSchema ??= { ...body, properties: { ...body?.properties, metadata: secretMetadata } };
    return secretSchema;
  }
  if (isUniversal(object)) return knownKinds.typed(String(object.type))?.universalBody;
  const [group = ''] = typeof object.apiVersion === 'string' ? object.apiVersion.split('/').slice(0, -1) : [];
  return knownKinds.named(group, String(object.kind))?.body;
}

const known = new WeakMap<object, boolean>();

/** Most schemas contain no secret, and their objects need not be searched. */
function hasSecrets(schema: JsonSchema | TSchema): boolean {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const found = (schema as JsonSchema)['~secret'] === true || partsOf(schema).some(hasSecrets);
  known.set(schema, found);
  return found;
}

function partsOf({
  properties = {},
  patternProperties = {},
  items,
  anyOf = [],
}: JsonSchema): readonly JsonSchema[] {
  return [
    ...Object.values(properties),
    ...Object.values(patternProperties),
    ...(items === undefined ? [] : [items]),
    ...anyOf,
  ];
}

function walk(
  schema: JsonSchema,
  value: unknown,
  beside: unknown,
  path: string,
  replace: (secret: unknown, beside: unknown, path: string) => unknown,
): unknown {
  if (value === undefined || value === null || !hasSecrets(schema)) return value;
  if (schema['~secret']) return replace(value, beside, path);
  const through = (schema.anyOf ?? []).reduce<unknown>(
    (left, one) => walk(one, left, beside, path, replace),
    value,
  );
  if (Array.isArray(through)) {
    const { items } = schema;
    if (items === undefined) return through;
    return through.map((item, i) =>
      walk(items, item, counterpart(item, i, through, beside), `${path}[${i}]`, replace),
    );
  }
  if (!isPlainObject(through)) return through;
  const other = isPlainObject(beside) ? beside : {};
  return Object.fromEntries(
    Object.entries(through).map(([name, part]) => {
      const within = schema.properties?.[name] ?? Object.values(schema.patternProperties ?? {})[0];
      if (within === undefined) return [name, part];
      return [name, walk(within, part, other[name], path === '' ? name : `${path}.${name}`, replace)];
    }),
  );
}

function counterpart(item: unknown, i: number, items: readonly unknown[], beside: unknown): unknown {
  if (!Array.isArray(beside)) return undefined;
  const name = isPlainObject(item) ? item.name : undefined;
  if (typeof name === 'string') return beside.find(one => isPlainObject(one) && one.name === name);
  return beside.length === items.length ? beside[i] : undefined;
}
