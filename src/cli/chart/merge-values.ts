import { load } from 'js-yaml';
import { Fault } from '#lib/fault.ts';
import { isJsonMap, type Json, type JsonMap } from '#lib/json.ts';

/** mergeValues lays values over others, as Helm does: maps field by field, everything else as a whole. */
export function mergeValues(under: JsonMap, over: JsonMap): JsonMap {
  const merged: Record<string, Json> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const before = Object.hasOwn(under, name) ? under[name] : undefined;
    merged[name] = isJsonMap(before) && isJsonMap(value) ? mergeValues(before, value) : value;
  }
  return merged;
}

/** withoutNulls are values without those that are null: with null, a user removes a default. */
export function withoutNulls(values: JsonMap): JsonMap {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null ? [] : [[name, isJsonMap(value) ? withoutNulls(value) : value]],
    ),
  );
}

/** readValuesFile parses a file given by `--values`. It throws a `Fault` (`input`). */
export function readValuesFile(file: string, text: string): JsonMap {
  let values: unknown;
  try {
    values = load(text);
  } catch (cause) {
    throw new Fault('input', `--values ${file}: ${(cause as Error).message}`, { cause });
  }
  if (values === undefined || values === null) return {};
  if (!isJsonMap(values as Json)) throw new Fault('input', `--values ${file}: must be a map of values`);
  return values as JsonMap;
}
