import type { JsonSchema } from '../schema/json-schema.ts';

/**
 * Served says what comes of writing a field: it holds; it has no effect and its author is told (`warned`); what it would
 * restrict is kept out of service (`withheld`); it is known, and nothing that concerns us (`ignored`).
 */
export type Served = 'served' | 'warned' | 'withheld' | 'ignored';

/** Field is one field that can be written, and what can be written within it. */
export interface Field {
  /** As findings quote it, `[]` for any item of a list of maps and `.*` for any key: `spec.rules[].name`. */
  readonly path: string;
  /** Absent where nothing is known but the name. */
  readonly schema?: JsonSchema;
  readonly isRequired: boolean;
  readonly served: Served;
  readonly fields: readonly Field[];
  /** Of a part of what names an object: which part. */
  readonly ofReference?: string;
}

/** fieldsWithin is what can be written within a value of a schema that stands at a path, in the schema's order. */
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
        // Of what is not served, all that counts is that it is there.
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

/** Whether something is a list of what has fields of its own. */
function hasMaps({ items }: JsonSchema): boolean {
  return items !== undefined && fieldsWithin(items, '').length > 0;
}
