import { Type } from 'typebox';
import { headerName } from '../../gateway-api/fields.ts';

/** internalRedirect makes the proxy itself follow redirects that a backend answers with. */
export const internalRedirect = Type.Object({
  redirectResponseCodes: Type.Array(Type.Enum([301, 302, 303, 307, 308]), { maxItems: 5, default: [] }),
  allowCrossSchemeRedirect: Type.Boolean({ default: false }),
  responseHeadersToCopy: Type.Array(headerName, { maxItems: 16, default: [] }),
  maxRedirects: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
});
