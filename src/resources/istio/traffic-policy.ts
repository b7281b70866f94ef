import { Type } from 'typebox';
import { cookieName, cookiePath, headerName, objectName, preciseHostname } from '../gateway-api/fields.ts';
import { duration, period } from '../kuma/duration.ts';
import { converted, type Report, ruled, unserved } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import { atMostOneOf, oneOf } from '../schema/one-of.ts';
import type { Read } from '../schema/readonly.ts';

const count = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });
const percent = Type.Integer({ minimum: 0, maximum: 100 });
const size = Type.Integer({ minimum: 0, maximum: 8_388_608 });
const text = Type.String({ minLength: 1, maxLength: 1024 });

const cookie = Type.Object({
  name: cookieName,
  path: Type.Optional(cookiePath),
  ttl: Type.Optional(duration),
  attributes: Type.Array(
    Type.Object({ name: cookieName, value: Type.Optional(Type.String({ maxLength: 1024 })) }),
    { maxItems: 16, default: [] },
  ),
});

const consistentHash = ruled(
  Type.Object({
    httpHeaderName: Type.Optional(headerName),
    httpCookie: Type.Optional(cookie),
    useSourceIp: Type.Optional(Type.Boolean()),
    httpQueryParameterName: Type.Optional(text),
    ringHash: Type.Optional(Type.Object({ minimumRingSize: Type.Optional(size) })),
    maglev: Type.Optional(Type.Object({ tableSize: Type.Optional(size) })),
    minimumRingSize: Type.Optional(size),
  }),
  oneOf('httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'),
  atMostOneOf('ringHash', 'maglev', 'minimumRingSize'),
);

/** Whether its own zone comes first for a proxy. Where shares or another order are asked for, none does. */
const localityLbSetting = converted(
  Type.Object(
    {
      enabled: Type.Boolean({ default: true }),
      distribute: Type.Optional(unserved(anything)),
      failoverPriority: Type.Optional(unserved(anything)),
    },
    { '~unserved': ['failover'] },
  ),
  ({ enabled, distribute, failoverPriority }) => ({
    enabled: enabled && distribute === undefined && failoverPriority === undefined,
  }),
);

const loadBalancer = ruled(
  Type.Object({
    simple: Type.Optional(
      Type.Enum(['UNSPECIFIED', 'LEAST_REQUEST', 'LEAST_CONN', 'RANDOM', 'ROUND_ROBIN', 'PASSTHROUGH']),
    ),
    consistentHash: Type.Optional(consistentHash),
    warmupDurationSecs: Type.Optional(duration),
    warmup: Type.Optional(
      Type.Object({
        duration,
        minimumPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
        aggression: Type.Optional(Type.Number({ minimum: 0.000_001, maximum: 1_000_000 })),
      }),
    ),
    localityLbSetting: Type.Optional(localityLbSetting),
  }),
  atMostOneOf('simple', 'consistentHash'),
  ({ simple, consistentHash, localityLbSetting, warmup, warmupDurationSecs }, report: Report) => {
    if (localityLbSetting?.enabled === true && consistentHash !== undefined)
      report.warning(
        'has no effect beside consistentHash: a hash chooses among all endpoints',
        'localityLbSetting',
      );
    if (simple === 'PASSTHROUGH') report.unserved('simple');
    const field = warmup === undefined ? 'warmupDurationSecs' : 'warmup';
    if ((warmup ?? warmupDurationSecs) !== undefined && (consistentHash !== undefined || simple === 'RANDOM'))
      report('must be left out here: only LEAST_REQUEST and ROUND_ROBIN can start slowly', field);
  },
);

const connectionPool = Type.Object({
  tcp: Type.Optional(
    Type.Object(
      {
        maxConnections: Type.Optional(count),
        connectTimeout: Type.Optional(period),
        tcpKeepalive: Type.Optional(
          Type.Object({
            probes: Type.Optional(count),
            time: Type.Optional(duration),
            interval: Type.Optional(duration),
          }),
        ),
        maxConnectionDuration: Type.Optional(period),
      },
      { '~unserved': ['idleTimeout'] },
    ),
  ),
  http: Type.Optional(
    Type.Object(
      {
        http1MaxPendingRequests: Type.Optional(count),
        http2MaxRequests: Type.Optional(count),
        maxRequestsPerConnection: Type.Optional(count),
        maxRetries: Type.Optional(count),
        idleTimeout: Type.Optional(duration),
        useClientProtocol: Type.Optional(Type.Boolean()),
        maxConcurrentStreams: Type.Optional(count),
      },
      { '~unserved': ['h2UpgradePolicy'] },
    ),
  ),
});

const outlierDetection = Type.Object({
  splitExternalLocalOriginErrors: Type.Optional(Type.Boolean()),
  consecutiveLocalOriginFailures: Type.Optional(count),
  consecutiveGatewayErrors: Type.Optional(count),
  consecutive5xxErrors: Type.Optional(count),
  consecutiveErrors: Type.Optional(count),
  interval: Type.Optional(period),
  baseEjectionTime: Type.Optional(period),
  maxEjectionPercent: Type.Optional(percent),
  minHealthPercent: Type.Optional(percent),
});

const tls = ruled(
  Type.Object({
    mode: Type.Enum(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']),
    credentialName: Type.Optional(objectName),
    clientCertificate: Type.Optional(text),
    privateKey: Type.Optional(text),
    caCertificates: Type.Optional(text),
    caCrl: Type.Optional(text),
    subjectAltNames: Type.Array(text, { maxItems: 64, default: [] }),
    sni: Type.Optional(preciseHostname),
    insecureSkipVerify: Type.Boolean({ default: false }),
  }),
  ({ mode, credentialName, clientCertificate }, report) => {
    if (mode === 'MUTUAL' && credentialName === undefined && clientCertificate === undefined)
      report('is required where the mode is MUTUAL', 'credentialName');
  },
);
/** WrittenIstioTls is how TLS is spoken to a destination. */
export type WrittenIstioTls = Read<typeof tls>;

/** trafficPolicyProperties are the fields that say how a destination is used. */
export const trafficPolicyProperties = {
  loadBalancer: Type.Optional(loadBalancer),
  connectionPool: Type.Optional(connectionPool),
  outlierDetection: Type.Optional(outlierDetection),
  tls: Type.Optional(tls),
};
