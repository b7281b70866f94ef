import { Type } from 'typebox';
import { headerName, hostText } from '../../gateway-api/fields.ts';
import { duration } from '../../kuma/duration.ts';
import { ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { addedHeaders } from '../route-option/requests.ts';

const asked = Type.Optional(Type.Boolean());
const count = Type.Optional(Type.Integer({ minimum: 1, maximum: 4_294_967_295 }));
const time = Type.Optional(duration);
const text = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: '^[^\\p{Cc}]+$',
  '~wants': 'text without line breaks',
});
const windowSize = Type.Optional(Type.Integer({ minimum: 65_535, maximum: 2_147_483_647 }));

const enabled = Type.Object({ enabled: Type.Boolean({ default: true }) });
const upgrade = ruled(
  Type.Object({ websocket: Type.Optional(enabled), connect: Type.Optional(enabled) }),
  oneOf('websocket', 'connect'),
);

/** connectionManager says how gloo makes a proxy speak HTTP with clients. */
export const connectionManager = Type.Object(
  {
    useRemoteAddress: asked,
    xffNumTrustedHops: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    skipXffAppend: asked,
    via: Type.Optional(text),
    generateRequestId: asked,
    preserveExternalRequestId: asked,
    proxy100Continue: asked,
    streamIdleTimeout: time,
    idleTimeout: time,
    requestTimeout: time,
    requestHeadersTimeout: time,
    maxConnectionDuration: time,
    maxStreamDuration: time,
    maxHeadersCount: count,
    maxRequestsPerConnection: count,
    maxRequestHeadersKb: Type.Optional(Type.Integer({ minimum: 1, maximum: 8192 })),
    serverName: Type.Optional(text),
    serverHeaderTransformation: Type.Optional(Type.Enum(['OVERWRITE', 'APPEND_IF_ABSENT', 'PASS_THROUGH'])),
    stripAnyHostPort: asked,
    acceptHttp10: asked,
    defaultHostForHttp10: Type.Optional(hostText),
    enableTrailers: asked,
    preserveCaseHeaderKeyFormat: asked,
    headersWithUnderscoresAction: Type.Optional(Type.Enum(['ALLOW', 'REJECT_CLIENT_REQUEST', 'DROP_HEADER'])),
    pathWithEscapedSlashesAction: Type.Optional(
      Type.Enum([
        'IMPLEMENTATION_SPECIFIC_DEFAULT',
        'KEEP_UNCHANGED',
        'REJECT_REQUEST',
        'UNESCAPE_AND_REDIRECT',
        'UNESCAPE_AND_FORWARD',
      ]),
    ),
    mergeSlashes: asked,
    normalizePath: asked,
    forwardClientCertDetails: Type.Optional(
      Type.Enum(['SANITIZE', 'FORWARD_ONLY', 'APPEND_FORWARD', 'SANITIZE_SET', 'ALWAYS_FORWARD_ONLY']),
    ),
    setCurrentClientCertDetails: Type.Optional(
      Type.Object({ subject: asked, cert: asked, chain: asked, dns: asked, uri: asked }),
    ),
    upgrades: Type.Optional(Type.Array(upgrade, { maxItems: 16 })),
    http2ProtocolOptions: Type.Optional(
      Type.Object({
        maxConcurrentStreams: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
        initialStreamWindowSize: windowSize,
        initialConnectionWindowSize: windowSize,
        overrideStreamErrorOnInvalidHttpMessage: asked,
      }),
    ),
    earlyHeaderManipulation: Type.Optional(
      Type.Object({
        headersToAdd: addedHeaders,
        headersToRemove: Type.Array(headerName, { maxItems: 64, default: [] }),
      }),
    ),
  },
  {
    '~unserved': [
      'allowChunkedLength',
      'appendXForwardedPort',
      'codecType',
      'delayedCloseTimeout',
      'drainTimeout',
      'internalAddressConfig',
      'properCaseHeaderKeyFormat',
      'tracing',
      'uuidRequestIdConfig',
    ],
  },
);

/** WrittenConnectionManager: times are in milliseconds, sizes in bytes. */
export type WrittenConnectionManager = Read<typeof connectionManager>;
