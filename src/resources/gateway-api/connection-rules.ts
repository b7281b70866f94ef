import { Type } from 'typebox';
import { ruled } from '../schema/annotate.ts';
import { uniqueBy } from '../schema/unique.ts';
import { sectionName, weight } from './fields.ts';
import { backendObjectProperties } from './references.ts';

/** One share of a listener's connections. */
const connectionBackendRef = Type.Object({ ...backendObjectProperties, weight });

const rule = Type.Object({
  name: Type.Optional(sectionName),
  backendRefs: Type.Array(connectionBackendRef, { minItems: 1, maxItems: 16 }),
});

/** connectionRules are the rules of routes for connections: there is nothing by which to choose between several. */
export const connectionRules = ruled(Type.Array(rule, { minItems: 1, maxItems: 16 }), uniqueBy('name'));
