import { Type } from 'typebox';
import { duration } from '../gateway-api/duration.ts';
import { bytes } from '../kubernetes/quantity.ts';
import { ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { dns } from './dns.ts';
import { healthCheck } from './health-check.ts';
import { loadBalancer } from './load-balancer.ts';

const count = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });

const percent = Type.Object({
  numerator: Type.Integer({ minimum: 0 }),
  denominator: Type.Integer({ minimum: 1, default: 100 }),
});

const circuitBreaker = Type.Object({
  maxConnections: Type.Optional(count),
  maxPendingRequests: Type.Optional(count),
  maxParallelRequests: Type.Optional(count),
  maxParallelRetries: Type.Optional(count),
  maxRequestsPerConnection: Type.Optional(count),
  perEndpoint: Type.Optional(Type.Object({ maxConnections: Type.Optional(count) })),
  retryBudget: Type.Optional(
    Type.Object({
      percent: Type.Optional(percent),
      minRetryConcurrency: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    }),
  ),
});

const timeout = Type.Object({
  tcp: Type.Optional(Type.Object({ connectTimeout: Type.Optional(duration) })),
  http: Type.Optional(
    Type.Object({
      requestTimeout: Type.Optional(duration),
      streamIdleTimeout: Type.Optional(duration),
      connectionIdleTimeout: Type.Optional(duration),
      maxConnectionDuration: Type.Optional(duration),
      maxStreamDuration: Type.Optional(duration),
    }),
  ),
});

const retry = Type.Object({
  numRetries: Type.Integer({ minimum: 0, maximum: 1000, default: 2 }),
  numAttemptsPerPriority: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  retryOn: Type.Optional(
    ruled(
      Type.Object({
        triggers: Type.Array(
          Type.Enum([
            '5xx',
            'gateway-error',
            'reset',
            'reset-before-request',
            'connect-failure',
            'retriable-4xx',
            'refused-stream',
            'retriable-status-codes',
            'cancelled',
            'deadline-exceeded',
            'internal',
            'resource-exhausted',
            'unavailable',
          ]),
          { maxItems: 16, default: [] },
        ),
        httpStatusCodes: Type.Array(Type.Integer({ minimum: 100, maximum: 599 }), {
          maxItems: 64,
          default: [],
        }),
      }),
      ({ triggers, httpStatusCodes }, report) => {
        if (httpStatusCodes.length > 0 && triggers.length > 0 && !triggers.includes('retriable-status-codes'))
          report.warning(
            'have no effect: triggers are written, and retriable-status-codes is none of them',
            'httpStatusCodes',
          );
      },
    ),
  ),
  perRetry: Type.Optional(
    Type.Object({
      timeout: Type.Optional(duration),
      backOff: Type.Optional(
        ruled(
          Type.Object({ baseInterval: Type.Optional(duration), maxInterval: Type.Optional(duration) }),
          ({ baseInterval, maxInterval }, report) => {
            if (maxInterval !== undefined && baseInterval === undefined) {
              report('is required beside maxInterval', 'baseInterval');
            } else if (
              maxInterval !== undefined &&
              maxInterval > 0 &&
              baseInterval !== undefined &&
              maxInterval < baseInterval
            ) {
              report('must not be shorter than baseInterval', 'maxInterval');
            }
          },
        ),
      ),
    }),
  ),
});

const windowSize = ruled(bytes, (size: number, report) => {
  if (size < 65_535 || size > 2_147_483_647) report('must be between 65535 bytes and 2147483647');
});

/** http2 is how HTTP/2 is spoken, with backends as well as with clients. */
export const http2 = Type.Object({
  initialStreamWindowSize: Type.Optional(windowSize),
  initialConnectionWindowSize: Type.Optional(windowSize),
  maxConcurrentStreams: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  onInvalidMessage: Type.Optional(Type.Enum(['TerminateConnection', 'TerminateStream'])),
  connectionKeepalive: Type.Optional(
    Type.Object({
      interval: Type.Optional(duration),
      timeout: Type.Optional(duration),
      intervalJitter: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
      idleInterval: Type.Optional(duration),
    }),
  ),
});

/** tcpKeepalive is TCP keepalive, towards backends as well as towards clients. */
export const tcpKeepalive = Type.Object({
  probes: Type.Optional(count),
  idleTime: Type.Optional(duration),
  interval: Type.Optional(duration),
});

/** backendSettingsProperties are the fields of Envoy Gateway's ClusterSettings: how a backend is used. */
export const backendSettingsProperties = {
  circuitBreaker: Type.Optional(circuitBreaker),
  connection: Type.Optional(
    Type.Object({
      bufferLimit: Type.Optional(bytes),
      preconnect: Type.Optional(
        Type.Object({
          perEndpointPercent: Type.Optional(Type.Integer({ minimum: 100, maximum: 300 })),
          predictivePercent: Type.Optional(Type.Integer({ minimum: 100, maximum: 1_000_000 })),
        }),
      ),
      socketBufferLimit: Type.Optional(bytes),
    }),
  ),
  dns: Type.Optional(dns),
  healthCheck: Type.Optional(healthCheck),
  http2: Type.Optional(http2),
  loadBalancer: Type.Optional(loadBalancer),
  proxyProtocol: Type.Optional(Type.Object({ version: Type.Enum(['V1', 'V2']) })),
  retry: Type.Optional(retry),
  tcpKeepalive: Type.Optional(tcpKeepalive),
  timeout: Type.Optional(timeout),
};

/** BackendSettings: times are in milliseconds, sizes in bytes. */
export type BackendSettings = Read<Type.TObject<typeof backendSettingsProperties>>;
