import { type TSchema, type TUnsafe, Type } from 'typebox';
import type { Read } from './readonly.ts';

/**
 * Report makes a finding about the value at hand: an error, or by `warning` a warning. `within` leads from the value to the part
 * of it that is wrong, e.g. `report('must be unique', 'listeners', 1, 'name')`.
 */
export interface Report {
  (message: string, ...within: readonly PathStep[]): void;
  warning(message: string, ...within: readonly PathStep[]): void;
  /** Warns that it is known but not served yet. */
  unserved(...within: readonly PathStep[]): void;
  /** Warns that it now has another name; it applies all the same. */
  deprecated(instead: string): void;
}

/** PathStep is a property name or a list index. */
export type PathStep = string | number;

/** Rule checks what a JSON schema cannot express. It runs only on values whose parts are all valid. */
export type Rule = (value: never, report: Report) => void;

/** Conversion turns a checked value into its hub form; `path` gives the value's path as written. */
export type Conversion = (value: never, report: Report, path: () => string) => unknown;

/**
 * Annotations are what our schemas express beyond JSON Schema; every key starts with a tilde, so that a validator ignores it and
 * the CRD writer leaves it out.
 *
 * - `~wants`: what the pattern means, in words that follow "must be", e.g. `a port number from 1 to 65535`. The reference pages
 *   use it also for what a conversion checks.
 * - `~ignores`: known fields of an object that are of no concern to us, so that no warning is due.
 * - `~unserved`: known fields of an object that are not served yet. Each that is written gets a warning: it has no effect.
 * - `~notNull`: the message for a field that is written without a value, where that differs from an absent field.
 * - `~anything`: any JSON value is allowed, and is read as it is.
 * - `~secret`: findings never quote the value.
 * - `~warned`, `~withheld`: what happens if the value is written, where it is not served yet (see `unserved`, `withheld`); for
 *   the reference pages.
 * - `~deprecated`: what to write instead (see `deprecated`).
 * - `~expressed`: rules that an API server checks as well (see `expressed`).
 * - `~oneOf`: fields of which exactly one must be written; a rule or a conversion checks this, and an API server as well.
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
 * Expression is a rule in CEL, where `self` is the value at hand. `at` leads to the part of it that is wrong, e.g. `.tls.sni`.
 */
export interface Expression {
  readonly rule: string;
  readonly message: string;
  readonly at?: string;
}

/**
 * expressed states for API servers what rules check here, with the same messages: where a CRD is made from the schema, they
 * reject an object that breaks a rule before it is stored. The rules themselves still run wherever the object is read.
 */
export function expressed<S extends TSchema>(schema: S, ...expressions: readonly Expression[]): S {
  const before = (schema as Annotations)['~expressed'] ?? [];
  return annotate(schema, { '~expressed': [...before, ...expressions] });
}

/** ruled adds checks to a schema: one concern per rule, so that findings are independent of each other. */
export function ruled<S extends TSchema>(
  schema: S,
  ...rules: readonly ((value: Read<S>, report: Report) => void)[]
): S {
  const before = (schema as Annotations)['~rules'] ?? [];
  return annotate(schema, { '~rules': [...before, ...rules] });
}

/** unserved marks a schema as not served yet: its values are checked and read, and a warning is reported where one is written. */
export function unserved<S extends TSchema>(schema: S): S {
  return annotate(
    ruled(schema, (_, report) => report.unserved()),
    { '~warned': true },
  );
}

/**
 * withheld marks a schema as a restriction that is not served yet: translation keeps out of service what it applies to, and
 * reports that.
 */
export function withheld<S extends TSchema>(schema: S): S {
  return annotate(schema, { '~withheld': true });
}

/** deprecated marks a schema that now has another name: it is read all the same, and its author is told of `instead`. */
export function deprecated<S extends TSchema>(schema: S, instead: string): S {
  return annotate(
    ruled(schema, (_, report) => report.deprecated(instead)),
    { '~deprecated': instead },
  );
}

/** notNull marks a field that must not be written without a value, as that could mean either of two things. */
export function notNull<S extends TSchema>(schema: S, message: string): S {
  return annotate(schema, { '~notNull': message });
}

/** converted makes a schema of the same written form whose values are read as `Hub`; undefined only after a report. */
export function converted<S extends TSchema, Hub>(
  schema: S,
  convert: (value: Read<S>, report: Report, path: () => string) => Hub | undefined,
): TUnsafe<Hub> {
  return Type.Unsafe<Hub>(annotate(schema, { '~convert': convert }));
}

/** json is a schema of any value, which is read as its JSON text. */
export function json(): TUnsafe<string> {
  return Type.Unsafe<string>({});
}

/** defaulted adds a default to a schema; `value` is in the written form itself. */
export function defaulted<S extends TSchema>(schema: S, value: unknown): S {
  return annotate(schema, { default: value });
}

/** annotate copies a schema, including its hidden properties, and adds to the copy. */
function annotate<S extends TSchema>(
  schema: S,
  annotations: Annotations & { readonly default?: unknown },
): S {
  const copy: S = Object.create(Object.getPrototypeOf(schema), Object.getOwnPropertyDescriptors(schema));
  return Object.assign(copy, annotations);
}
