import { Type } from 'typebox';
import type { Json } from '#lib/json.ts';

/** anything is the schema of any JSON value, which is read as it is. */
export const anything = Type.Unsafe<Json>({ '~anything': true, '~wants': 'any value' });
