import { Type } from 'typebox';
import { duration, period } from '../../kuma/duration.ts';
import { ruled } from '../../schema/annotate.ts';
import { atMostOneOf } from '../../schema/one-of.ts';

const count = Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 }));

/** connectionConfig says how connections to an Upstream are made and kept. */
export const connectionConfig = Type.Object({
  connectTimeout: Type.Optional(period),
  maxRequestsPerConnection: count,
  perConnectionBufferLimitBytes: count,
  tcpKeepalive: Type.Optional(
    Type.Object({
      keepaliveProbes: count,
      keepaliveTime: Type.Optional(period),
      keepaliveInterval: Type.Optional(period),
    }),
  ),
  commonHttpProtocolOptions: Type.Optional(
    Type.Object(
      {
        idleTimeout: Type.Optional(duration),
        maxHeadersCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
        maxStreamDuration: Type.Optional(duration),
      },
      // Envoy applies it only to requests of clients.
      { '~unserved': ['headersWithUnderscoresAction'] },
    ),
  ),
  http1ProtocolOptions: Type.Optional(
    ruled(
      Type.Object({
        enableTrailers: Type.Optional(Type.Boolean()),
        overrideStreamErrorOnInvalidHttpMessage: Type.Optional(Type.Boolean()),
        preserveCaseHeaderKeyFormat: Type.Optional(Type.Boolean()),
        properCaseHeaderKeyFormat: Type.Optional(Type.Boolean()),
      }),
      atMostOneOf('preserveCaseHeaderKeyFormat', 'properCaseHeaderKeyFormat'),
    ),
  ),
});
