import type { JsonSchema } from '../schema/json-schema.ts';

/** From here on a bound is only that of the number's type, which is not worth mentioning. */
const bigNumber = 2 ** 31 - 1;

/** writtenAs says in a few words what may be written for a schema. */
export function writtenAs(schema: JsonSchema): string {
  if (schema.enum !== undefined) return oneOf(schema.enum.map(value => `\`${value}\``));
  // What follows a semicolon is advice for those who wrote something else.
  if (schema['~wants'] !== undefined) return schema['~wants'].split(';')[0] ?? '';
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(writtenAs))].join(' or ');
  if (schema.patternProperties !== undefined) {
    const [value = {}] = Object.values(schema.patternProperties);
    return `map with keys of your own${atMost(schema.maxProperties, 'entries')}, of ${writtenAs(value)}`;
  }
  switch (schema.type) {
    case 'array':
      return listAs(schema);
    case 'string':
      return `text${atMost(schema.maxLength, 'characters')}`;
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'whole number' : 'number'}${range(schema)}`;
    case 'boolean':
      return 'true or false';
    default:
      return 'map';
  }
}

/** defaultOf is the default of a schema in words; undefined where there is none that is worth mentioning. */
export function defaultOf({ default: value }: JsonSchema): string | undefined {
  if (value === undefined || typeof value === 'object') return undefined;
  return value === '' ? '`""`' : `\`${String(value)}\``;
}

function listAs({ minItems = 0, maxItems, items }: JsonSchema): string {
  const item = items === undefined ? 'map' : writtenAs(items);
  const [noun, each] = item === 'map' ? ['maps', ''] : ['items', `, each ${item}`];
  const range = minItems === 0 ? `at most ${maxItems}` : `${minItems} to ${maxItems}`;
  return maxItems === undefined ? `list of ${noun}${each}` : `list of ${range} ${noun}${each}`;
}

function oneOf(names: readonly string[]): string {
  return names.length < 3
    ? names.join(' or ')
    : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}

function atMost(most: number | undefined, noun: string): string {
  return most === undefined ? '' : `, at most ${most} ${noun}`;
}

function range({ minimum, maximum }: JsonSchema): string {
  const most = maximum !== undefined && maximum < bigNumber ? maximum : undefined;
  if (minimum === undefined) return most === undefined ? '' : `, ${most} or less`;
  return most === undefined ? `, ${minimum} or more` : `, ${minimum} to ${most}`;
}
