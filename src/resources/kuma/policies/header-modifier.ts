import { Type } from 'typebox';
import { headerName, headerValue } from '../../gateway-api/fields.ts';
import { ruled } from '../../schema/annotate.ts';
import { uniqueBy } from '../../schema/unique.ts';

const header = Type.Object({ name: headerName, value: headerValue });

/** A list of headers with their values, each name once. */
const headersToSet = ruled(Type.Array(header, { maxItems: 16 }), uniqueBy('name'));

/** addedHeaders are headers that replace those present (`set`), or are added to them (`add`). */
export const addedHeaders = Type.Object({
  set: Type.Optional(headersToSet),
  add: Type.Optional(headersToSet),
});
