import { Type } from 'typebox';
import { duration, period } from '../../gateway-api/duration.ts';
import { bytes } from '../../kubernetes/quantity.ts';
import { ruled } from '../../schema/annotate.ts';

const count = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** commonHttpProtocolOptions says how HTTP connections are kept. */
export const commonHttpProtocolOptions = Type.Object({
  idleTimeout: Type.Optional(duration),
  maxStreamDuration: Type.Optional(duration),
  maxConnectionDuration: Type.Optional(duration),
  maxRequestsPerConnection: Type.Optional(count),
  maxHeadersCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
});

/** http1ProtocolOptions is how HTTP/1.1 is spoken. */
export const http1ProtocolOptions = Type.Object({
  enableTrailers: Type.Optional(Type.Boolean()),
  preserveHttp1HeaderCase: Type.Optional(Type.Boolean()),
  overrideStreamErrorOnInvalidHttpMessage: Type.Optional(Type.Boolean()),
});

const windowSize = ruled(bytes, (size: number, report) => {
  if (size < 65_535 || size > 2_147_483_647) report('must be between 65535 bytes and 2147483647');
});

/** http2ProtocolOptions is how HTTP/2 is spoken. */
export const http2ProtocolOptions = Type.Object({
  initialStreamWindowSize: Type.Optional(windowSize),
  initialConnectionWindowSize: Type.Optional(windowSize),
  maxConcurrentStreams: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  overrideStreamErrorOnInvalidHttpMessage: Type.Optional(Type.Boolean()),
  connectionKeepalive: Type.Optional(
    Type.Object({
      timeout: period,
      interval: Type.Optional(period),
      connectionIdleInterval: Type.Optional(period),
    }),
  ),
});

/** tcpKeepalive detects connections that died without notice. */
export const tcpKeepalive = Type.Object({
  keepAliveProbes: Type.Optional(count),
  keepAliveTime: Type.Optional(period),
  keepAliveInterval: Type.Optional(period),
});
