import { Type } from 'typebox';
import { period } from '../../gateway-api/duration.ts';
import { replacementPath } from '../../gateway-api/fields.ts';
import { ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';

const count = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });
const percent = Type.Integer({ minimum: 0, maximum: 100 });
const name = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^[^\\0\\r\\n]*$',
  '~wants': 'text without line breaks',
});

/** healthCheck configures active health checks. */
export const healthCheck = ruled(
  Type.Object({
    timeout: period,
    interval: period,
    unhealthyThreshold: count,
    healthyThreshold: count,
    http: Type.Optional(
      Type.Object({
        path: replacementPath,
        host: Type.Optional(name),
        method: Type.Optional(
          Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH']),
        ),
      }),
    ),
    grpc: Type.Optional(Type.Object({ serviceName: Type.Optional(name), authority: Type.Optional(name) })),
  }),
  oneOf('http', 'grpc'),
);

/** outlierDetection ejects endpoints that fail requests. */
export const outlierDetection = Type.Object({
  consecutive5xx: Type.Integer({ minimum: 0, maximum: 4_294_967_295, default: 5 }),
  interval: Type.Optional(period),
  baseEjectionTime: Type.Optional(period),
  maxEjectionPercent: Type.Optional(percent),
  splitExternalLocalOriginErrors: Type.Optional(Type.Boolean()),
  consecutiveLocalOriginFailure: Type.Optional(count),
  enforcingConsecutive5xx: Type.Optional(percent),
  enforcingConsecutiveLocalOriginFailure: Type.Optional(percent),
});
