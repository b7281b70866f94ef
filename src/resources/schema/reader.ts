import type { TSchema } from 'typebox';
import { keptList } from '#lib/kept-list.ts';
import type { Annotations, Report } from './annotate.ts';
import { describe, isPlainObject } from './describe.ts';
import { FindingLog, type LocalFinding } from './finding-log.ts';
import type { JsonSchema } from './json-schema.ts';
import { nearestName } from './nearest-name.ts';
import type { Read } from './readonly.ts';
import {
  booleanReader,
  enumReader,
  integerReader,
  numberReader,
  type ReadValue,
  stringReader,
} from './scalars.ts';

/** ReadResult has a value exactly where no finding is an error. */
export interface ReadResult<T> {
  readonly value?: T;
  readonly findings: readonly LocalFinding[];
}

/** ReaderOptions are top-level fields that are known but not read, and whether unknown fields are errors. */
export interface ReaderOptions {
  readonly ignores?: readonly string[];
  readonly refusesUnknown?: boolean;
}

/**
 * compileReader makes from a schema the function that does, in one pass, all that a written object needs: it checks it, fills in
 * defaults, drops and reports unknown fields, runs the rules, converts to the hub form, and copies, so that nothing is shared
 * with the parsed input.
 *
 * The compiled validator of a library would accept as fast, but none of them rejects in sentences, copies, or suggests which
 * field was meant. `reader.test.ts` checks that this one agrees with the library.
 *
 * - `null` and an absent field are the same, except where a schema says otherwise (`~notNull`).
 * - It never throws, whatever the input, and reads no deeper than the schema goes.
 * - Defaults are shared between the values that it returns, and frozen.
 */
export function compileReader<S extends TSchema>(
  schema: S,
  { ignores = [], refusesUnknown = false }: ReaderOptions = {},
): (input: unknown) => ReadResult<Read<S>> {
  const written: JsonSchema = schema;
  const read = compile({ ...written, '~ignores': [...(written['~ignores'] ?? []), ...ignores] });
  return input => {
    const log = new FindingLog({ refusesUnknown });
    const value = read(input, log);
    const findings = log.findings();
    // The cast is safe: without errors, the value has the schema's type, as the reader has checked.
    return log.errors > 0 ? { findings } : { value: value as Read<S>, findings };
  };
}

function compile(schema: JsonSchema): ReadValue {
  return afterwards(schema, compileWritten(schema));
}

function compileWritten(schema: JsonSchema): ReadValue {
  if (schema.enum !== undefined) return enumReader(schema.enum);
  if (schema.anyOf !== undefined) return unionReader(schema.anyOf);
  if (schema['~anything'] === true) return value => structuredClone(value);
  switch (schema.type) {
    case 'object':
      return schema.patternProperties === undefined ? objectReader(schema) : mapReader(schema);
    case 'array':
      return listReader(schema);
    case 'string':
      return stringReader(schema);
    case 'integer':
      return integerReader(schema);
    case 'number':
      return numberReader(schema);
    case 'boolean':
      return booleanReader();
    // A schema without a type (`json`) allows any value; it is read as JSON text, which shares nothing with the input.
    case undefined:
      return value => JSON.stringify(value);
    default:
      throw new Error(`not a schema that the reader knows: ${JSON.stringify(schema)}`);
  }
}

/** afterwards runs the rules, then the conversion, on values whose parts are all valid. */
function afterwards(schema: Annotations, read: ReadValue): ReadValue {
  const rules = schema['~rules'] as readonly ((value: unknown, report: Report) => void)[] | undefined;
  const convert = schema['~convert'] as
    | ((value: unknown, report: Report, path: () => string) => unknown)
    | undefined;
  if (rules === undefined && convert === undefined) return read;
  return (written, log) => {
    const before = log.errors;
    const value = read(written, log);
    if (log.errors > before) return value;
    if (rules !== undefined) for (const rule of rules) rule(value, log.report);
    if (convert === undefined || log.errors > before) return value;
    return convert(value, log.report, log.path);
  };
}

interface Field {
  readonly name: string;
  readonly read: ReadValue;
  readonly required: boolean;
  readonly fallback: unknown;
  /** The message for null, where that differs from an absent field. */
  readonly ofNull: string | undefined;
}

function objectReader(schema: JsonSchema): ReadValue {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]): Field => {
    const read = compile(property);
    const fallback = defaultOf(property, read);
    const ofNull = property['~notNull'];
    return { name, read, fallback, required: required.has(name) && fallback === undefined, ofNull };
  });
  const names = fields.map(({ name }) => name);
  const unserved = new Set(schema['~unserved']);
  const known = new Set([...names, ...(schema['~ignores'] ?? [])]);
  const inAnyCase = new Map(names.map(name => [name.toLowerCase(), name]));
  return (value, log) => {
    if (!isPlainObject(value)) return log.error(`must be a map, but is ${describe(value)}`);
    const result: Record<string, unknown> = {};
    // As in Go's decoders, which read these files elsewhere: a name in another case stands for the field, unless that is written
    // too.
    let other: Map<string, string> | undefined;
    const unknown: string[] = [];
    for (const written in value) {
      if (known.has(written)) continue;
      const meant =
        log.refusesUnknown || unserved.has(written) ? undefined : inAnyCase.get(written.toLowerCase());
      if (meant === undefined || Object.hasOwn(value, meant) || other?.has(meant)) {
        unknown.push(written);
        continue;
      }
      other ??= new Map();
      other.set(meant, written);
    }
    for (const { name, read, required, fallback, ofNull } of fields) {
      const written = other?.get(name) ?? name;
      const item = value[written];
      if (item === undefined || item === null) {
        if (item === null && ofNull !== undefined) log.report(ofNull, name);
        else if (fallback !== undefined) result[name] = fallback;
        else if (required) log.report('is required', name);
        continue;
      }
      if (written !== name) log.otherCase(written, name);
      log.enter(written);
      result[name] = read(item, log);
      log.leave();
    }
    for (const name of unknown) {
      if (unserved.has(name)) log.report.unserved(name);
      else log.unknown(name, () => nearestName(name, names));
    }
    return result;
  };
}

/** defaultOf reads a schema's default once, for all objects. */
function defaultOf(schema: JsonSchema, read: ReadValue): unknown {
  if (schema.default === undefined) return undefined;
  const log = new FindingLog();
  const value = read(schema.default, log);
  if (log.errors > 0)
    throw new Error(`a default is not of its own schema: ${JSON.stringify(log.findings())}`);
  return deepFreeze(value);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(Object.freeze(value))) deepFreeze(part);
  return value;
}

function mapReader(schema: JsonSchema): ReadValue {
  const [values] = Object.values(schema.patternProperties ?? {});
  if (values === undefined) throw new Error('a map needs a schema for its values');
  const readItem = compile(values);
  const checkKey = compile(schema.propertyNames ?? { type: 'string' });
  const { maxProperties = Number.POSITIVE_INFINITY } = schema;
  const found = (value: unknown) => (values['~secret'] ? '' : `, but is ${describe(value)}`);
  return (value, log) => {
    if (!isPlainObject(value)) return log.error(`must be a map${found(value)}`);
    const keys = Object.keys(value);
    if (keys.length > maxProperties) {
      return log.error(`must have at most ${maxProperties} entries, but has ${keys.length}`);
    }
    return Object.fromEntries(
      keys.map(key => {
        log.enter(key);
        checkKey(key, log);
        const item = readItem(value[key], log);
        log.leave();
        return [key, item];
      }),
    );
  };
}

function listReader(schema: JsonSchema): ReadValue {
  if (schema.items === undefined) throw new Error('a list needs a schema for its items');
  const readItem = compile(schema.items);
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  return (value, log) => {
    if (!Array.isArray(value)) return log.error(`must be a list, but is ${describe(value)}`);
    if (value.length < minItems) {
      return log.error(
        minItems === 1 ? 'must have at least one item' : `must have at least ${minItems} items`,
      );
    }
    if (value.length > maxItems) {
      return log.error(`must have at most ${maxItems} items, but has ${value.length}`);
    }
    const result: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      log.enter(index);
      result.push(readItem(value[index], log));
      log.leave();
    }
    return keptList(result);
  };
}

/** unionReader takes the branch whose JSON type the value has. Our schemas need no more, and this makes messages precise. */
function unionReader(branches: readonly JsonSchema[]): ReadValue {
  const readers = branches.map(branch => ({ is: typeTests[typeOf(branch)], read: compile(branch) }));
  const wanted = branches.map(branch => typeNames[typeOf(branch)]).join(' or ');
  return (value, log) => {
    const reader = readers.find(({ is }) => is(value));
    return reader === undefined
      ? log.error(`must be ${wanted}, but is ${describe(value)}`)
      : reader.read(value, log);
  };
}

function typeOf({ type }: JsonSchema): NonNullable<JsonSchema['type']> {
  if (type === undefined) throw new Error('each branch of a union needs a type');
  return type;
}

const typeTests = {
  object: isPlainObject,
  array: Array.isArray,
  string: (value: unknown) => typeof value === 'string',
  number: (value: unknown): value is number => typeof value === 'number',
  integer: (value: unknown) => typeof value === 'number',
  boolean: (value: unknown) => typeof value === 'boolean',
} as const;

const typeNames = {
  object: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a number',
  boolean: 'true or false',
};
