import type { Json } from '#lib/json.ts';
import type { Expression } from '../schema/annotate.ts';
import type { JsonSchema } from '../schema/json-schema.ts';

/** StructuralSchema is a schema in the form that CustomResourceDefinitions require. */
export type StructuralSchema = { readonly [word: string]: Json };

/** A field that API servers keep as it is written. */
const asWritten: StructuralSchema = { 'x-kubernetes-preserve-unknown-fields': true };

/**
 * structuralSchema converts a schema to a structural one. `describe` returns the description of a field, by its path.
 *
 * - A field with a default is optional, and the default is not filled in: an object stays as its author wrote it.
 * - A field that may be text or a map has no type, as a structural schema cannot express the choice: it contains the rules for
 *   both, but not that the value must be either. Validation expressions cannot see such a field.
 * - A field that is known but not read is kept, so that nobody is told that it is unknown.
 */
export function structuralSchema(
  schema: JsonSchema,
  describe: (path: string) => string | undefined,
  path = '',
): StructuralSchema {
  const description = describe(path);
  return {
    ...(description === undefined ? {} : { description }),
    ...shapeOf(schema, describe, path),
    ...expressionsOf(schema['~expressed']),
  };
}

function shapeOf(
  schema: JsonSchema,
  describe: (path: string) => string | undefined,
  path: string,
): StructuralSchema {
  if (schema['~anything'] === true) return asWritten;
  if (schema.enum !== undefined) {
    const type = schema.enum.every(one => typeof one === 'string') ? 'string' : 'integer';
    return { type, enum: schema.enum };
  }
  if (schema.anyOf !== undefined) return oneOfSeveral(schema.anyOf, describe, path);
  switch (schema.type) {
    case 'object':
      return { type: 'object', ...mapRules(schema, describe, path) };
    case 'array':
      return {
        type: 'array',
        items: structuralSchema(schema.items ?? {}, describe, `${path}[]`),
        ...given({ minItems: schema.minItems, maxItems: schema.maxItems }),
      };
    case 'string':
      return { type: 'string', ...textRules(schema) };
    case 'integer':
    case 'number':
      return { type: schema.type, ...numberRules(schema) };
    case 'boolean':
      return { type: 'boolean' };
    case undefined:
      return asWritten;
    default:
      throw new Error(`no definition has words for ${JSON.stringify(schema)}`);
  }
}

function oneOfSeveral(
  branches: readonly JsonSchema[],
  describe: (path: string) => string | undefined,
  path: string,
): StructuralSchema {
  const types = new Set(branches.map(({ type }) => type));
  const isNumberOrText = [...types].every(type => type === 'integer' || type === 'string');
  return Object.assign(
    {},
    isNumberOrText ? { 'x-kubernetes-int-or-string': true } : asWritten,
    ...branches.map(branch => {
      switch (branch.type) {
        case 'string':
          return textRules(branch);
        case 'integer':
          return numberRules(branch);
        case 'object':
          return mapRules(branch, describe, path);
        default:
          return {};
      }
    }),
  );
}

function mapRules(
  schema: JsonSchema,
  describe: (path: string) => string | undefined,
  path: string,
): StructuralSchema {
  const [values] = Object.values(schema.patternProperties ?? {});
  if (values !== undefined)
    return {
      additionalProperties: structuralSchema(values, describe, `${path}.*`),
      ...given({ maxProperties: schema.maxProperties }),
    };
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const properties = Object.entries(schema.properties ?? {});
  const unread = [...(schema['~unserved'] ?? []), ...(schema['~ignores'] ?? [])];
  const required = (schema.required ?? []).filter(name => schema.properties?.[name]?.default === undefined);
  return {
    ...(properties.length + unread.length === 0
      ? {}
      : {
          properties: Object.fromEntries([
            ...properties.map(([name, one]) => [name, structuralSchema(one, describe, at(name))] as const),
            ...unread.map(name => [name, asWritten] as const),
          ]),
        }),
    ...(required.length === 0 ? {} : { required }),
    ...(schema['~oneOf'] === undefined
      ? {}
      : { oneOf: schema['~oneOf'].map(name => ({ required: [name] })) }),
  };
}

/** The regular expressions of API servers (RE2) have no lookahead. Like ours, they match anywhere in a text. */
function textRules({ minLength, maxLength, pattern }: JsonSchema): StructuralSchema {
  const isTheirs = pattern !== undefined && !/\(\?[=!<]/.test(pattern);
  return given({ minLength, maxLength, pattern: isTheirs ? pattern : undefined });
}

function numberRules({ minimum, maximum }: JsonSchema): StructuralSchema {
  return given({ minimum, maximum });
}

function expressionsOf(expressions: readonly Expression[] = []): StructuralSchema {
  if (expressions.length === 0) return {};
  return {
    'x-kubernetes-validations': expressions.map(({ rule, message, at }) => ({
      rule,
      message,
      ...given({ fieldPath: at }),
    })),
  };
}

function given(rules: { readonly [name: string]: string | number | undefined }): StructuralSchema {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([name, rule]) => (rule === undefined ? [] : [[name, rule] as const])),
  );
}
