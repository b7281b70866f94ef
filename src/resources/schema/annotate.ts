import { type TSchema, type TUnsafe, Type } from 'typebox';
import type { Read } from './readonly.ts';

/**
 * Report makes a finding about the value at hand: an error, unless `warning` is said. `within` leads from the value to the
 * part of it that is wrong, e.g. `report('must be unique', 'listeners', 1, 'name')`.
 */
export interface Report {
  (message: string, ...within: readonly PathStep[]): void;
  warning(message: string, ...within: readonly PathStep[]): void;
  /** It is known, and nobody reads it yet. */
  unserved(...within: readonly PathStep[]): void;
  /** There is another name for it by now; it holds all the same. */
  deprecated(instead: string): void;
}

/** PathStep is a property name or a list index. */
export type PathStep = string | number;

/** Rule checks what a JSON schema cannot say. It runs only on values whose parts are all right in themselves. */
export type Rule = (value: never, report: Report) => void;

/** Conversion turns a checked value into its hub form; `path` gives the value's path as written. */
export type Conversion = (value: never, report: Report, path: () => string) => unknown;

/**
 * Annotations are what our schemas say beyond JSON Schema; every key starts with a tilde, so that a validator ignores it
 * and the CRD writer leaves it out.
 *
 * - `~wants`: what the pattern means, in words that follow "must be", e.g. `a port number from 1 to 65535`. The reference
 *   pages say it also of what a conversion checks.
 * - `~ignores`: fields of an object that are known and have no effect on us, so that no warning is due.
 * - `~unserved`: fields of an object that are known and not read yet. Each that is written is a warning: it has no effect.
 * - `~notNull`: what is wrong with a field that is written without a value, where it is not the same as none.
 * - `~anything`: any value of JSON may stand there, and is read as it is.
 * - `~secret`: findings never quote the value.
 * - `~warned`, `~withheld`: what comes of writing the value, where it is not served yet (see `unserved`, `withheld`); the
 *   reference pages say it.
 * - `~deprecated`: what to write instead (see `deprecated`).
 * - `~expressed`: rules that an API server checks as well (see `expressed`).
 * - `~oneOf`: fields of which exactly one is written, which a rule or a conversion checks, and an API server as well.
 */
export interface Annotations {
  readonly '~wants'?: string;
  readonly '~ignores'?: readonly string[];
  readonly '~unserved'?: readonly string[];
  readonly '~notNull'?: string;
  readonly '~secret'?: boolean;
  readonly '~anything'?: boolean;
  readonly '~warned'?: boolean;
  readonly '~withheld'?: boolean;
  readonly '~deprecated'?: string;
  readonly '~expressed'?: readonly Expression[];
  readonly '~oneOf'?: readonly string[];
  readonly '~rules'?: readonly Rule[];
  readonly '~convert'?: Conversion;
}

/**
 * Expression is a rule in CEL, of which `self` is the value at hand. `at` leads to the part of it that is wrong, e.g. `.tls.sni`.
 */
export interface Expression {
  readonly rule: string;
  readonly message: string;
  readonly at?: string;
}

/**
 * expressed says to API servers what rules say here, in the same sentences: where a definition is made of the schema, they refuse
 * what breaks one before it is stored. The rules hold wherever it is read all the same.
 */
export function expressed<S extends TSchema>(schema: S, ...expressions: readonly Expression[]): S {
  const before = (schema as Annotations)['~expressed'] ?? [];
  return annotate(schema, { '~expressed': [...before, ...expressions] });
}

/** ruled adds checks to a schema: one concern a rule, so that each finding stands alone. */
export function ruled<S extends TSchema>(
  schema: S,
  ...rules: readonly ((value: Read<S>, report: Report) => void)[]
): S {
  const before = (schema as Annotations)['~rules'] ?? [];
  return annotate(schema, { '~rules': [...before, ...rules] });
}

/** unserved gives a schema of what is checked and read, and not served yet: where it is written, that is said. */
export function unserved<S extends TSchema>(schema: S): S {
  return annotate(
    ruled(schema, (_, report) => report.unserved()),
    { '~warned': true },
  );
}

/**
 * withheld gives a schema of what restricts somebody and is not served yet: translation keeps out of service what it is about,
 * and says so.
 */
export function withheld<S extends TSchema>(schema: S): S {
  return annotate(schema, { '~withheld': true });
}

/** deprecated gives a schema of what has another name by now: it is read all the same, and its author is told of `instead`. */
export function deprecated<S extends TSchema>(schema: S, instead: string): S {
  return annotate(
    ruled(schema, (_, report) => report.deprecated(instead)),
    { '~deprecated': instead },
  );
}

/** notNull gives a schema of a field that must not be written without a value: it could be meant in two ways. */
export function notNull<S extends TSchema>(schema: S, message: string): S {
  return annotate(schema, { '~notNull': message });
}

/** converted gives a schema of the same written form whose values are read as `Hub`; undefined only after a report. */
export function converted<S extends TSchema, Hub>(
  schema: S,
  convert: (value: Read<S>, report: Report, path: () => string) => Hub | undefined,
): TUnsafe<Hub> {
  return Type.Unsafe<Hub>(annotate(schema, { '~convert': convert }));
}

/** json gives a schema of any value, which is read as its JSON text. */
export function json(): TUnsafe<string> {
  return Type.Unsafe<string>({});
}

/** defaulted gives a schema whose absent values are read as `value` (itself in the written form). */
export function defaulted<S extends TSchema>(schema: S, value: unknown): S {
  return annotate(schema, { default: value });
}

/** annotate copies a schema, its hidden properties included, and adds to the copy. */
function annotate<S extends TSchema>(
  schema: S,
  annotations: Annotations & { readonly default?: unknown },
): S {
  const copy: S = Object.create(Object.getPrototypeOf(schema), Object.getOwnPropertyDescriptors(schema));
  return Object.assign(copy, annotations);
}
