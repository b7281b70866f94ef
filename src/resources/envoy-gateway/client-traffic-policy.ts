import { Type } from 'typebox';
import { isNetwork } from '#lib/ip-address.ts';
import { defineKind } from '../define-kind.ts';
import { duration } from '../gateway-api/duration.ts';
import { headerName } from '../gateway-api/fields.ts';
import type { ResourceOf } from '../kind.ts';
import { bytes } from '../kubernetes/quantity.ts';
import type { PolicySpec } from '../policy.ts';
import { deprecated, ruled } from '../schema/annotate.ts';
import { atMostOneOf } from '../schema/one-of.ts';
import type { Read } from '../schema/readonly.ts';
import { http2, tcpKeepalive } from './backend-settings.ts';
import { clientHeaders } from './client-headers.ts';
import { clientTls } from './client-tls.ts';
import { policyTargetProperties, readTargets, targetsAlone } from './policy-targets.ts';
import { stringMatch } from './string-match.ts';

const count = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });

const network = ruled(
  Type.String({ minLength: 1, maxLength: 64, '~wants': 'a network such as 10.0.0.0/8' }),
  (text: string, report) => {
    if (!isNetwork(text)) report('must be a network such as 10.0.0.0/8 or fd00::/8');
  },
);

const clientIPDetection = ruled(
  Type.Object({
    xForwardedFor: Type.Optional(
      ruled(
        Type.Object({
          numTrustedHops: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
          trustedCIDRs: Type.Array(network, { maxItems: 64, default: [] }),
          disableXForwardedForAppend: Type.Boolean({ default: false }),
        }),
        ({ numTrustedHops, trustedCIDRs }, report) => {
          if (numTrustedHops !== undefined && trustedCIDRs.length > 0) {
            report('must be left out where numTrustedHops is given', 'trustedCIDRs');
          }
        },
      ),
    ),
    customHeader: Type.Optional(
      Type.Object({ name: headerName, failClosed: Type.Boolean({ default: false }) }),
    ),
    directSourceIP: Type.Optional(Type.Object({})),
  }),
  atMostOneOf('xForwardedFor', 'customHeader'),
);

const connectionLimit = Type.Object({
  value: Type.Optional(count),
  closeDelay: Type.Optional(duration),
  maxConnectionDuration: Type.Optional(duration),
  maxStreamDuration: Type.Optional(duration),
  maxRequestsPerConnection: Type.Optional(count),
});

const http1 = Type.Object({
  enableTrailers: Type.Optional(Type.Boolean()),
  preserveHeaderCase: Type.Optional(Type.Boolean()),
  http10: Type.Optional(Type.Object({ useDefaultHost: Type.Boolean({ default: false }) })),
  ignoredUpgradeTypes: Type.Array(stringMatch, { maxItems: 16, default: [] }),
  disableSafeMaxConnectionDuration: Type.Boolean({ default: false }),
});

const timeout = Type.Object({
  tcp: Type.Optional(
    Type.Object({
      idleTimeout: Type.Optional(duration),
      tlsHandshakeTimeout: Type.Optional(duration),
      connectionInspectionTimeout: Type.Optional(duration),
    }),
  ),
  http: Type.Optional(
    Type.Object({
      requestReceivedTimeout: Type.Optional(duration),
      requestHeadersReceivedTimeout: Type.Optional(duration),
      idleTimeout: Type.Optional(duration),
      streamIdleTimeout: Type.Optional(duration),
    }),
  ),
});

const healthPath = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^/[^\\s?#]*$',
  '~wants': 'a path such as /healthz',
});

const settings = Type.Object({
  clientIPDetection: Type.Optional(clientIPDetection),
  connection: Type.Optional(
    Type.Object({
      bufferLimit: Type.Optional(bytes),
      socketBufferLimit: Type.Optional(bytes),
      connectionLimit: Type.Optional(connectionLimit),
      maxAcceptPerSocketEvent: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    }),
  ),
  enableProxyProtocol: Type.Optional(deprecated(Type.Boolean(), 'proxyProtocol')),
  grpc: Type.Optional(Type.Object({ enableWeb: Type.Boolean({ default: false }) })),
  headers: Type.Optional(clientHeaders),
  healthCheck: Type.Optional(Type.Object({ path: healthPath })),
  http1: Type.Optional(http1),
  http2: Type.Optional(http2),
  http3: Type.Optional(Type.Object({})),
  path: Type.Optional(
    Type.Object({
      disableMergeSlashes: Type.Optional(Type.Boolean()),
      escapedSlashesAction: Type.Optional(
        Type.Enum(['KeepUnchanged', 'RejectRequest', 'UnescapeAndForward', 'UnescapeAndRedirect']),
      ),
    }),
  ),
  proxyProtocol: Type.Optional(Type.Object({ optional: Type.Boolean({ default: false }) })),
  scheme: Type.Optional(Type.Enum(['Preserve', 'MatchBackend'])),
  tcpKeepalive: Type.Optional(tcpKeepalive),
  timeout: Type.Optional(timeout),
  tls: Type.Optional(clientTls),
});
/** ClientSettings says how Envoy Gateway makes a listener listen. Times are in milliseconds, sizes in bytes. */
export type ClientSettings = Read<typeof settings>;

const spec = Type.Object({ ...policyTargetProperties, ...settings.properties });

export const clientTrafficPolicy = defineKind({
  id: 'envoy-gateway/ClientTrafficPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'ClientTrafficPolicy',
  plural: 'clienttrafficpolicies',
  shortNames: ['ctp'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec }): PolicySpec & ClientSettings => readTargets(spec),
  standIn: targetsAlone,
});
export type ClientTrafficPolicy = ResourceOf<typeof clientTrafficPolicy>;
