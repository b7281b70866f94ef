import { Type } from 'typebox';
import { headerName, headerValue, replacementPath } from '../../gateway-api/fields.ts';
import { duration, period } from '../../kuma/duration.ts';
import { ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';

const count = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });
const percent = Type.Optional(Type.Integer({ minimum: 0, maximum: 100 }));
const host = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^[^\\0\\r\\n]*$',
  '~wants': 'text without line breaks',
});

const hex = Type.Object({
  text: Type.String({
    minLength: 2,
    maxLength: 4096,
    pattern: '^([0-9a-fA-F]{2})+$',
    '~wants': 'bytes as pairs of hexadecimal digits',
  }),
});

const statusRange = ruled(
  Type.Object({
    start: Type.Integer({ minimum: 100, maximum: 599 }),
    end: Type.Integer({ minimum: 101, maximum: 600 }),
  }),
  ({ start, end }, report) => {
    if (end <= start) report('must be above start: it is the first status that is not well', 'end');
  },
);

const addedHeader = Type.Object(
  {
    header: Type.Object({ key: headerName, value: headerValue }),
    append: Type.Boolean({ default: true }),
  },
  { '~unserved': ['headerSecretRef'] },
);

const httpHealthCheck = Type.Object(
  {
    path: replacementPath,
    host: Type.Optional(host),
    method: Type.Optional(Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])),
    expectedStatuses: Type.Array(statusRange, { maxItems: 64, default: [] }),
    requestHeadersToAdd: Type.Array(addedHeader, { maxItems: 64, default: [] }),
    requestHeadersToRemove: Type.Array(headerName, { maxItems: 64, default: [] }),
  },
  { '~unserved': ['responseAssertions', 'serviceName', 'useHttp2'] },
);

/** healthCheck configures active health checks of an Upstream's endpoints. */
export const healthCheck = ruled(
  Type.Object(
    {
      timeout: period,
      interval: period,
      unhealthyThreshold: count,
      healthyThreshold: count,
      initialJitter: Type.Optional(duration),
      intervalJitter: Type.Optional(duration),
      intervalJitterPercent: percent,
      noTrafficInterval: Type.Optional(period),
      reuseConnection: Type.Optional(Type.Boolean()),
      httpHealthCheck: Type.Optional(httpHealthCheck),
      tcpHealthCheck: Type.Optional(
        Type.Object({
          send: Type.Optional(hex),
          receive: Type.Array(hex, { maxItems: 16, default: [] }),
        }),
      ),
      grpcHealthCheck: Type.Optional(
        Type.Object(
          { serviceName: Type.Optional(host), authority: Type.Optional(host) },
          { '~unserved': ['initialMetadata'] },
        ),
      ),
    },
    {
      '~unserved': [
        'alwaysLogHealthCheckFailures',
        'customHealthCheck',
        'eventLogPath',
        'healthyEdgeInterval',
        'unhealthyEdgeInterval',
        'unhealthyInterval',
      ],
    },
  ),
  oneOf('httpHealthCheck', 'tcpHealthCheck', 'grpcHealthCheck'),
);

/** outlierDetection ejects endpoints of an Upstream that fail requests. */
export const outlierDetection = Type.Object({
  interval: Type.Optional(period),
  baseEjectionTime: Type.Optional(period),
  maxEjectionPercent: percent,
  consecutive5xx: Type.Optional(count),
  consecutiveGatewayFailure: Type.Optional(count),
  consecutiveLocalOriginFailure: Type.Optional(count),
  splitExternalLocalOriginErrors: Type.Optional(Type.Boolean()),
  successRateMinimumHosts: Type.Optional(count),
  successRateRequestVolume: Type.Optional(count),
  successRateStdevFactor: Type.Optional(count),
  enforcingConsecutive5xx: percent,
  enforcingConsecutiveGatewayFailure: percent,
  enforcingConsecutiveLocalOriginFailure: percent,
  enforcingSuccessRate: percent,
  enforcingLocalOriginSuccessRate: percent,
});
