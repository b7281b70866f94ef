import { Type } from 'typebox';
import { duration } from '../gateway-api/duration.ts';
import type { Read } from '../schema/readonly.ts';

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

/** backendSettingsProperties are Envoy Gateway's ClusterSettings: how a backend is used, wherever that can be said. */
export const backendSettingsProperties = {
  circuitBreaker: Type.Optional(circuitBreaker),
  timeout: Type.Optional(timeout),
};

/** What else ClusterSettings may say. */
export const unservedBackendSettings = [
  'connection',
  'dns',
  'healthCheck',
  'http2',
  'loadBalancer',
  'proxyProtocol',
  'retry',
  'tcpKeepalive',
] as const;

/** BackendSettings: times are in milliseconds. */
export type BackendSettings = Read<Type.TObject<typeof backendSettingsProperties>>;
