import { Type } from 'typebox';
import { headerName, headerValue, replacementPath } from '../../gateway-api/fields.ts';
import { ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import { oneOf } from '../../schema/one-of.ts';
import { callProperties, grpcService } from './called-service.ts';

const names = Type.Array(headerName, { maxItems: 64, default: [] });

/** withRequestBody says how much of a request's body the service is sent. */
export const withRequestBody = Type.Object({
  maxRequestBytes: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }),
  allowPartialMessage: Type.Boolean({ default: false }),
  packAsBytes: Type.Boolean({ default: false }),
});

const httpService = Type.Object({
  ...callProperties,
  pathPrefix: Type.Optional(replacementPath),
  authorizationRequest: Type.Optional(Type.Object({ headersToAdd: mapOf(headerName, headerValue, 64) })),
  authorizationResponse: Type.Optional(
    Type.Object({
      headersToBackend: names,
      headersToClient: Type.Optional(Type.Array(headerName, { maxItems: 64 })),
      headersToClientOnSuccess: Type.Optional(Type.Array(headerName, { maxItems: 64 })),
    }),
  ),
});

/** extAuth is a service that decides which requests may pass. */
export const extAuth = ruled(
  Type.Object(
    {
      grpcService: Type.Optional(grpcService),
      httpService: Type.Optional(httpService),
      headersToForward: names,
      failOpen: Type.Boolean({ default: false }),
      clearRouteCache: Type.Boolean({ default: false }),
      withRequestBody: Type.Optional(withRequestBody),
      statusOnError: Type.Integer({ minimum: 200, maximum: 511, default: 403 }),
    },
    { '~unserved': ['statPrefix'] },
  ),
  oneOf('grpcService', 'httpService'),
);
