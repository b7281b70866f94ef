import { Type } from 'typebox';
import type { TextSource } from '../../envoy-gateway/text-source.ts';
import { duration, period } from '../../gateway-api/duration.ts';
import { headerName, objectName } from '../../gateway-api/fields.ts';
import { converted, ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';
import { uniqueBy } from '../../schema/unique.ts';
import { calledBackend } from './called-service.ts';

const text = Type.String({ minLength: 1, maxLength: 2048 });

const tokenSource = ruled(
  Type.Object({
    header: Type.Optional(
      Type.Object({ header: headerName, prefix: Type.Optional(Type.String({ maxLength: 256 })) }),
    ),
    queryParameter: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  }),
  oneOf('header', 'queryParameter'),
);

const local = converted(
  ruled(
    Type.Object({
      inline: Type.Optional(Type.String({ minLength: 1, maxLength: 16_384 })),
      configMapRef: Type.Optional(Type.Object({ name: objectName })),
    }),
    oneOf('inline', 'configMapRef'),
  ),
  ({ inline, configMapRef }): TextSource =>
    configMapRef === undefined
      ? { kind: 'inline', text: inline ?? '' }
      : { kind: 'reference', ref: { group: '', kind: 'ConfigMap', name: configMapRef.name } },
);

const remote = Type.Object({
  url: Type.String({
    minLength: 1,
    maxLength: 2048,
    pattern: '^https?://[^\\s?#@]+$',
    '~wants': 'a web address',
  }),
  backendRef: calledBackend,
  cacheDuration: Type.Optional(period),
  timeout: Type.Optional(period),
  asyncFetch: Type.Optional(
    Type.Object({ failedRefetchDuration: Type.Optional(period) }, { '~unserved': ['fastListener'] }),
  ),
  retryPolicy: Type.Optional(
    Type.Object({
      numRetries: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
      retryBackOff: Type.Optional(Type.Object({ baseInterval: period, maxInterval: Type.Optional(period) })),
    }),
  ),
});

const provider = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 253 }),
    issuer: Type.Optional(text),
    audiences: Type.Array(text, { maxItems: 32, default: [] }),
    tokenSource: Type.Optional(tokenSource),
    claimsToHeaders: Type.Array(Type.Object({ name: text, header: headerName }), {
      maxItems: 32,
      default: [],
    }),
    forwardToken: Type.Boolean({ default: false }),
    clockSkew: Type.Optional(duration),
    jwks: ruled(
      Type.Object({ local: Type.Optional(local), remote: Type.Optional(remote) }),
      oneOf('local', 'remote'),
    ),
  },
  { '~unserved': ['cache'] },
);

/** jwt lists the providers whose tokens are accepted. */
export const jwt = Type.Object({
  validationMode: Type.Enum(['Strict', 'AllowMissing', 'AllowMissingOrFailed'], { default: 'Strict' }),
  providers: ruled(Type.Array(provider, { minItems: 1, maxItems: 32 }), uniqueBy('name')),
});
