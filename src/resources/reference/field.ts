import type { JsonSchema } from '../schema/json-schema.ts';

/**
 * Served says what happens if a field is written: it applies (`served`); it has no effect, and its author is told (`warned`);
 * what it would restrict is kept out of service (`withheld`); it is known, but of no concern to us (`ignored`).
 */
export type Served = 'served' | 'warned' | 'withheld' | 'ignored';

/** Field is a field that can be written, with the fields within it. */
export interface Field {
  /** The path as findings quote it, with `[]` for any item of a list of maps and `.*` for any key: `spec.rules[].name`. */
  readonly path: string;
  /** Absent where only the name is known. */
  readonly schema?: JsonSchema;
  readonly isRequired: boolean;
  readonly served: Served;
  readonly fields: readonly Field[];
  /** For a part of a reference to an object: the name of that part. */
  readonly ofReference?: string;
}

/** fieldsWithin lists the fields that can be written within a value of a schema at a path, in the schema's order. */
export function fieldsWithin(schema: JsonSchema, path: string): readonly Field[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(branch => fieldsWithin(branch, path));
  if (schema.items !== undefined) return fieldsWithin(schema.items, path);
  if (schema.patternProperties !== undefined) {
    return Object.values(schema.patternProperties).flatMap(value => fieldsWithin(value, `${path}.*`));
  }
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const nameOnly = (served: Served) => (name: string) => ({
    path: at(name),
    isRequired: false,
    served,
    fields: [],
  });
  return [
    ...Object.entries(schema.properties ?? {}).map(([name, property]): Field => {
      const path = hasMaps(property) ? `${at(name)}[]` : at(name);
      return {
        path,
        schema: property,
        isRequired: (schema.required ?? []).includes(name) && property.default === undefined,
        served: property['~withheld'] ? 'withheld' : property['~warned'] ? 'warned' : 'served',
        // What is not served matters only by its presence.
        fields: property['~withheld'] || property['~warned'] ? [] : fieldsWithin(property, path),
        ...(isReference(schema) && { ofReference: name }),
      };
    }),
    ...(schema['~unserved'] ?? []).map(nameOnly('warned')),
    ...(schema['~ignores'] ?? []).map(nameOnly('ignored')),
  ];
}

function isReference({ properties = {} }: JsonSchema): boolean {
  return properties.kind !== undefined && properties.name !== undefined;
}

/** Whether a schema is a list of items with fields of their own. */
function hasMaps({ items }: JsonSchema): boolean {
  return items !== undefined && fieldsWithin(items, '').length > 0;
}
