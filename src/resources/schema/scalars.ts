import { ownText } from '#lib/kept-text.ts';
import { describe, quote } from './describe.ts';
import type { FindingLog } from './finding-log.ts';
import type { JsonSchema } from './json-schema.ts';
import { nearestName } from './nearest-name.ts';

/** ReadValue checks a value and returns its hub form; the result must not be used where it has logged an error. */
export type ReadValue = (value: unknown, log: FindingLog) => unknown;

/** stringReader checks the length before the pattern, so that no pattern ever sees a text beyond its bounds. */
export function stringReader(schema: JsonSchema): ReadValue {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern, 'u');
  const wants = schema['~wants'] ?? `text that matches ${schema.pattern}`;
  return (value, log) => {
    if (typeof value !== 'string') {
      const hint = typeof value === 'number' || typeof value === 'boolean' ? '; put it in quotes' : '';
      log.error(`must be text${schema['~secret'] ? '' : `, but is ${describe(value)}`}${hint}`);
    } else if (value.length < minLength) {
      log.error(minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`);
    } else if (value.length > maxLength && characters(value, maxLength) > maxLength) {
      log.error(`must have at most ${maxLength} characters, but has ${value.length}`);
    } else if (pattern?.test(value) === false) {
      log.error(`must be ${wants}${schema['~secret'] ? '' : `, but is ${quote(value)}`}`);
    }
    return typeof value === 'string' ? ownText(value) : value;
  };
}

/** Counts characters: one outside the Basic Multilingual Plane is two code units, but counts once. */
function characters(text: string, most: number): number {
  return text.length > 2 * most ? text.length : [...text].length;
}

export function integerReader(schema: JsonSchema): ReadValue {
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = schema;
  return (value, log) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      const hint =
        typeof value === 'string' && /^[0-9]{1,15}$/.test(value) ? '; write it without quotes' : '';
      log.error(`must be a whole number, but is ${describe(value)}${hint}`);
    } else if (value < minimum || value > maximum) {
      log.error(`must be ${range(schema)}, but is ${value}`);
    }
    return value;
  };
}

export function numberReader(schema: JsonSchema): ReadValue {
  const { minimum = -Number.MAX_VALUE, maximum = Number.MAX_VALUE } = schema;
  return (value, log) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      log.error(`must be a number, but is ${describe(value)}`);
    } else if (value < minimum || value > maximum) {
      log.error(`must be ${range(schema)}, but is ${value}`);
    }
    return value;
  };
}

function range({ minimum, maximum }: JsonSchema): string {
  if (maximum === undefined) return `${minimum} or more`;
  return minimum === undefined ? `${maximum} or less` : `from ${minimum} to ${maximum}`;
}

export function booleanReader(): ReadValue {
  return (value, log) => {
    if (typeof value !== 'boolean') log.error(`must be true or false, but is ${describe(value)}`);
    return value;
  };
}

export function enumReader(values: readonly (string | number)[]): ReadValue {
  const names = values.filter(value => typeof value === 'string');
  const hint = (value: unknown): string => {
    if (typeof value === 'string') {
      const nearest = nearestName(value, names);
      return nearest === undefined ? '' : `; did you mean ${nearest}?`;
    }
    return typeof value === 'number' && names.includes(String(value)) ? '; put it in quotes' : '';
  };
  const wanted = values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
  return (value, log) => {
    if ((values as readonly unknown[]).includes(value)) return value;
    const written = typeof value === 'string' ? quote(value) : describe(value);
    log.error(`must be ${wanted}, but is ${written}${hint(value)}`);
    return value;
  };
}
