import { Type } from 'typebox';
import { isNetwork } from '#lib/ip-address.ts';
import { duration } from '../../gateway-api/duration.ts';
import { hostText } from '../../gateway-api/fields.ts';
import { headerModifier } from '../../gateway-api/http-filter.ts';
import { bytes } from '../../kubernetes/quantity.ts';
import { type Report, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { accessLog } from './access-log.ts';
import { listenerTracing } from './tracing.ts';

const count = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });
const asked = Type.Optional(Type.Boolean());

const network = ruled(
  Type.String({ minLength: 1, maxLength: 64, '~wants': 'a network such as 10.0.0.0/8' }),
  (text: string, report) => {
    if (!isNetwork(text)) report('must be a network such as 10.0.0.0/8 or fd00::/8');
  },
);

const forwardClientCertDetails = Type.Object({
  mode: Type.Optional(
    Type.Enum(['Sanitize', 'ForwardOnly', 'AppendForward', 'SanitizeSet', 'AlwaysForwardOnly']),
  ),
  details: Type.Optional(Type.Object({ subject: asked, cert: asked, chain: asked, dns: asked, uri: asked })),
});

/** windowSize is checked here, since Envoy refuses the whole listener for a value out of bounds. */
const windowSize = ruled(bytes, (size: number, report) => {
  if (size < 65_535 || size > 2_147_483_647) report('must be between 65535 bytes and 2147483647');
});

const http2ProtocolOptions = Type.Object({
  initialStreamWindowSize: Type.Optional(windowSize),
  initialConnectionWindowSize: Type.Optional(windowSize),
  maxConcurrentStreams: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  allowConnect: asked,
});

/** httpSettings say how HTTP is spoken with clients, and what is logged and traced. */
export const httpSettings = {
  useRemoteAddress: asked,
  xffNumTrustedHops: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  xffTrustedCIDRs: Type.Optional(Type.Array(network, { minItems: 1, maxItems: 64 })),
  skipXFFAppend: asked,
  preserveExternalRequestId: asked,
  generateRequestId: asked,
  proxy100Continue: asked,
  serverHeaderTransformation: Type.Optional(Type.Enum(['Overwrite', 'AppendIfAbsent', 'PassThrough'])),
  serverName: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      pattern: '^[^\\p{Cc}]+$',
      '~wants': 'text without line breaks',
    }),
  ),
  streamIdleTimeout: Type.Optional(duration),
  idleTimeout: Type.Optional(duration),
  maxConnectionDuration: Type.Optional(duration),
  maxRequestsPerConnection: Type.Optional(count),
  maxHeadersCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 })),
  maxRequestHeadersKb: Type.Optional(Type.Integer({ minimum: 1, maximum: 8192 })),
  http2ProtocolOptions: Type.Optional(http2ProtocolOptions),
  healthCheck: Type.Optional(
    Type.Object({
      path: Type.String({
        minLength: 1,
        maxLength: 2048,
        pattern: '^/[^\\s?#]*$',
        '~wants': 'a path such as /healthz',
      }),
    }),
  ),
  preserveHttp1HeaderCase: asked,
  acceptHttp10: asked,
  defaultHostForHttp10: Type.Optional(hostText),
  earlyRequestHeaderModifier: Type.Optional(headerModifier),
  forwardClientCertDetails: Type.Optional(forwardClientCertDetails),
  stripHostPortMode: Type.Optional(Type.Enum(['MatchingPort', 'AnyPort'])),
  stripTrailingHostDot: asked,
  normalizePath: asked,
  mergeSlashes: asked,
  upgradeConfig: Type.Optional(
    Type.Object({
      enabledUpgrades: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
        minItems: 1,
        maxItems: 16,
      }),
    }),
  ),
  accessLog: Type.Optional(accessLog),
  tracing: Type.Optional(listenerTracing),
};

/** unservedHttpSettings are the known settings that are not served. */
export const unservedHttpSettings = ['uuidRequestIdConfig', 'localReplies', 'grpcStats'];

/** WrittenHttpSettings: times are in milliseconds, sizes in bytes. */
export type WrittenHttpSettings = Read<Type.TObject<typeof httpSettings>>;

/** checkHttpSettings reports settings that contradict each other. */
export function checkHttpSettings(
  { useRemoteAddress, xffNumTrustedHops, xffTrustedCIDRs }: WrittenHttpSettings,
  report: Report,
): void {
  if (xffTrustedCIDRs === undefined) return;
  if (xffNumTrustedHops !== undefined)
    report('must be left out where xffNumTrustedHops is given', 'xffTrustedCIDRs');
  if (useRemoteAddress !== false)
    report(
      'needs useRemoteAddress: false, as the address of the connection is no more asked',
      'xffTrustedCIDRs',
    );
}
