import { Type } from 'typebox';
import { duration, period } from '../gateway-api/duration.ts';
import { hostText } from '../gateway-api/fields.ts';
import { converted, defaulted, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';

const count = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });
const percent = Type.Integer({ minimum: 0, maximum: 100 });
const status = Type.Integer({ minimum: 100, maximum: 599 });

const payload = ruled(
  Type.Object({
    type: Type.Enum(['Text', 'Binary']),
    text: Type.Optional(Type.String({ maxLength: 4096 })),
    binary: Type.Optional(
      Type.String({
        maxLength: 8192,
        pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
        '~wants': 'base64',
      }),
    ),
  }),
  ({ type, text, binary }, report) => {
    if (type === 'Text' && text === undefined) report('is required where the type is Text', 'text');
    if (type === 'Binary' && binary === undefined) report('is required where the type is Binary', 'binary');
  },
);
/** HealthCheckPayload: `binary` is base64. */
export type HealthCheckPayload = Read<typeof payload>;

/** Every wrong status counts towards the threshold here, so statuses that do (retriableStatuses) need not be listed. */
const http = Type.Object(
  {
    hostname: Type.Optional(hostText),
    path: Type.String({ minLength: 1, maxLength: 1024 }),
    method: Type.Optional(Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])),
    expectedStatuses: Type.Array(status, { maxItems: 500, default: [] }),
    expectedResponse: Type.Optional(payload),
    requestBody: Type.Optional(payload),
  },
  { '~ignores': ['retriableStatuses'] },
);

const outputs: readonly string[] = ['/dev/stdout', '/dev/stderr', '/dev/null'];

/** Other files on a proxy's machine are its operator's business: policies may write to none. */
const logFile = converted(
  Type.Object({ path: Type.String({ minLength: 1, maxLength: 1024 }) }),
  ({ path }, report): { readonly output?: string } => {
    if (outputs.includes(path)) return { output: path };
    report.warning(`has no effect: a policy may write to ${outputs.join(', ')} alone`, 'path');
    return {};
  },
);

/** healthCheckLog is the file in which the results of health checks are logged. */
export const healthCheckLog = Type.Object({
  sinks: Type.Array(Type.Object({ type: Type.Enum(['File'], { default: 'File' }), file: logFile }), {
    minItems: 1,
    maxItems: 1,
  }),
  // Changes of health are always logged.
  matches: Type.Array(Type.Enum(['Failure', 'FailureSeriesStart', 'Success', 'HealthyTransition']), {
    maxItems: 4,
    default: [],
  }),
});

const writtenActive = ruled(
  Type.Object({
    // Optional, as the guide leaves it out where `http`, `tcp` or `grpc` implies it.
    type: Type.Optional(Type.Enum(['HTTP', 'TCP', 'GRPC'])),
    timeout: defaulted(duration, '1s'),
    interval: defaulted(period, '3s'),
    initialJitter: Type.Optional(duration),
    unhealthyThreshold: defaulted(count, 3),
    healthyThreshold: defaulted(count, 1),
    http: Type.Optional(http),
    tcp: Type.Optional(Type.Object({ send: Type.Optional(payload), receive: Type.Optional(payload) })),
    grpc: Type.Optional(Type.Object({ service: Type.Optional(Type.String({ maxLength: 1024 })) })),
    overrides: Type.Optional(
      Type.Object({ port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })) }),
    ),
    healthCheckLog: Type.Optional(healthCheckLog),
  }),
  checkType,
);

const active = converted(
  writtenActive,
  ({ type, ...rest }): ActiveHealthCheck => ({ type: type ?? typesOf(rest)[0] ?? 'HTTP', ...rest }),
);

type Asked = Pick<ActiveHealthCheck, 'http' | 'tcp' | 'grpc'>;

function typesOf({ http, tcp, grpc }: Asked): readonly ActiveHealthCheck['type'][] {
  const given = { HTTP: http, TCP: tcp, GRPC: grpc };
  return (['HTTP', 'TCP', 'GRPC'] as const).filter(type => given[type] !== undefined);
}

function checkType(written: Asked & { readonly type?: ActiveHealthCheck['type'] }, report: Report): void {
  const { type, http, tcp, grpc } = written;
  if (type === undefined) {
    if (typesOf(written).length !== 1)
      report('is required, unless one of http, tcp and grpc says it', 'type');
    return;
  }
  if (type === 'HTTP' && http === undefined) report('is required where the type is HTTP', 'http');
  if (type !== 'HTTP' && http !== undefined) report(`must be left out where the type is ${type}`, 'http');
  if (type !== 'TCP' && tcp !== undefined) report(`must be left out where the type is ${type}`, 'tcp');
  if (type !== 'GRPC' && grpc !== undefined) report(`must be left out where the type is ${type}`, 'grpc');
}

const passive = Type.Object({
  interval: defaulted(period, '3s'),
  baseEjectionTime: defaulted(period, '30s'),
  maxEjectionPercent: defaulted(percent, 10),
  consecutive5XxErrors: defaulted(Type.Integer({ minimum: 0, maximum: 4_294_967_295 }), 5),
  consecutiveGatewayErrors: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
  splitExternalLocalOriginErrors: Type.Boolean({ default: false }),
  consecutiveLocalOriginFailures: defaulted(Type.Integer({ minimum: 0, maximum: 4_294_967_295 }), 5),
  failurePercentageThreshold: Type.Optional(percent),
  alwaysEjectOneEndpoint: Type.Boolean({ default: false }),
});

/** healthCheck says how the health of a backend's endpoints is determined. */
export const healthCheck = Type.Object({
  active: Type.Optional(active),
  passive: Type.Optional(passive),
  panicThreshold: Type.Optional(percent),
});
/** ActiveHealthCheck: times are in milliseconds. */
export interface ActiveHealthCheck {
  readonly type: 'HTTP' | 'TCP' | 'GRPC';
  readonly timeout: number;
  readonly interval: number;
  readonly initialJitter?: number;
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
  readonly http?: Read<typeof http>;
  readonly tcp?: { readonly send?: HealthCheckPayload; readonly receive?: HealthCheckPayload };
  readonly grpc?: { readonly service?: string };
  readonly overrides?: { readonly port?: number };
  readonly healthCheckLog?: Read<typeof healthCheckLog>;
}
