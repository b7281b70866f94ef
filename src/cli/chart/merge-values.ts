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

/**
 * readSetting parses `path.to.value=something`, or several of these separated by commas, like Helm's `--set`: numbers and
 * `true` become what they look like, `{a,b}` is a list. It throws a `Fault` (`usage`).
 */
export function readSetting(text: string): Fields {
  return splitAtCommas(text)
    .map(one => {
      const [, path, value] = /^([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)=(.*)$/s.exec(one) ?? [];
      if (path === undefined || value === undefined)
        throw new Fault(
          'usage',
          `--set ${one}: must be path.to.value=something; for more than that use --values`,
        );
      return path
        .split('.')
        .reduceRight<Json>((within, name) => ({ [name]: within }), readValue(value)) as Fields;
    })
    .reduce(mergeValues, {});
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

function readValue(text: string): Json {
  const list = /^\{(.*)\}$/s.exec(text)?.[1];
  if (list !== undefined) return list === '' ? [] : list.split(',').map(readValue);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

/** Commas within braces do not separate settings. */
function splitAtCommas(text: string): readonly string[] {
  return text.split(/,(?![^{]*\})/);
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
