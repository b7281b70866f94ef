import { Type } from 'typebox';
import { headerName, headerValue } from '../../gateway-api/fields.ts';
import { period } from '../../kuma/duration.ts';

const word = Type.String({ minLength: 1, maxLength: 1024 });
const names = Type.Array(headerName, { maxItems: 64, default: [] });
const texts = Type.Array(word, { maxItems: 64, default: [] });

/** addedHeaders are headers that are added to those present, or replace them. */
export const addedHeaders = Type.Array(
  Type.Object(
    {
      header: Type.Object({ key: headerName, value: headerValue }),
      append: Type.Boolean({ default: true }),
    },
    { '~unserved': ['headerSecretRef'] },
  ),
  { maxItems: 64, default: [] },
);

const retries = Type.Object({
  retryOn: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      pattern: '^[a-z0-9-]+(,[a-z0-9-]+)*$',
      '~wants': 'words of Envoy, joined by commas, such as connect-failure,5xx',
    }),
  ),
  numRetries: Type.Integer({ minimum: 0, maximum: 1000, default: 1 }),
  perTryTimeout: Type.Optional(period),
  retryBackOff: Type.Optional(Type.Object({ baseInterval: period, maxInterval: Type.Optional(period) })),
  previousPriorities: Type.Optional(
    Type.Object({ updateFrequency: Type.Integer({ minimum: 1, maximum: 1000, default: 2 }) }),
  ),
});

const cors = Type.Object({
  allowOrigin: texts,
  allowOriginRegex: texts,
  allowMethods: texts,
  allowHeaders: texts,
  exposeHeaders: texts,
  maxAge: Type.Optional(Type.String({ maxLength: 16, pattern: '^[0-9]+$', '~wants': 'seconds, as text' })),
  allowCredentials: Type.Boolean({ default: false }),
  disableForRoute: Type.Boolean({ default: false }),
});

/** requestOptions are gloo's options that exist both for a route and for a whole listener. */
export const requestOptions = {
  retries: Type.Optional(retries),
  headerManipulation: Type.Optional(
    Type.Object({
      requestHeadersToAdd: addedHeaders,
      requestHeadersToRemove: names,
      responseHeadersToAdd: addedHeaders,
      responseHeadersToRemove: names,
    }),
  ),
  cors: Type.Optional(cors),
  bufferPerRoute: Type.Optional(
    Type.Object({
      disabled: Type.Boolean({ default: false }),
      buffer: Type.Optional(
        Type.Object({ maxRequestBytes: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }) }),
      ),
    }),
  ),
};
