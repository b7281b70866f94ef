import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';
import { secretObjectReference } from '../../gateway-api/references.ts';

/** The name of a query parameter or of a cookie. */
const name = Type.String({ minLength: 1, maxLength: 256 });

const source = Type.Object({
  headers: Type.Array(headerName, { maxItems: 16, default: [] }),
  params: Type.Array(name, { maxItems: 16, default: [] }),
  cookies: Type.Array(name, { maxItems: 16, default: [] }),
});

/** apiKeyAuth admits requests that show the key of a client. Each Secret holds keys, each under the name of its client. */
export const apiKeyAuth = Type.Object({
  credentialRefs: Type.Array(secretObjectReference, { minItems: 1, maxItems: 64 }),
  extractFrom: Type.Array(source, { minItems: 1, maxItems: 16 }),
  forwardClientIDHeader: Type.Optional(headerName),
  sanitize: Type.Optional(Type.Boolean()),
});
