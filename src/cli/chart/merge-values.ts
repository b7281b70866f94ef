import { load } from 'js-yaml';
import { Fault } from '#lib/fault.ts';
import type { Json } from '#lib/json.ts';

/** Fields are the values of a chart, or a part of them. */
export type Fields = { readonly [name: string]: Json };

/** mergeValues lays values over others, as Helm does: maps field by field, everything else as a whole. */
export function mergeValues(under: Fields, over: Fields): Fields {
  const merged: Record<string, Json> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const before = Object.hasOwn(under, name) ? under[name] : undefined;
    merged[name] = isFields(before) && isFields(value) ? mergeValues(before, value) : value;
  }
  return merged;
}

/** withoutNulls are values without those that are null: with null, a user removes a default. */
export function withoutNulls(values: Fields): Fields {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null ? [] : [[name, isFields(value) ? withoutNulls(value) : value]],
    ),
  );
}

/** readValuesFile parses a file given by `--values`. It throws a `Fault` (`input`). */
export function readValuesFile(file: string, text: string): Fields {
  let values: unknown;
  try {
    values = load(text);
  } catch (cause) {
    throw new Fault('input', `--values ${file}: ${(cause as Error).message}`, { cause });
  }
  if (values === undefined || values === null) return {};
  if (!isFields(values as Json)) throw new Fault('input', `--values ${file}: must be a map of values`);
  return values as Fields;
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
