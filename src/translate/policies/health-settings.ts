import type { ActiveHealth, HealthLog, HealthPayload, HealthProbe, PassiveHealth } from '#model';
import type { BackendSettings } from '#resources';
import { given } from './given.ts';

type HealthCheck = NonNullable<BackendSettings['healthCheck']>;
type Active = NonNullable<HealthCheck['active']>;

/** activeHealth reads how endpoints are checked. */
export function activeHealth(written: Active): ActiveHealth {
  const { timeout, interval, initialJitter, unhealthyThreshold, healthyThreshold, overrides } = written;
  return {
    probe: probeOf(written),
    ...{ timeout, interval, unhealthyThreshold, healthyThreshold },
    ...given({
      initialJitter,
      port: overrides?.port,
      log: written.healthCheckLog && healthLog(written.healthCheckLog),
    }),
  };
}

/** healthLog reads where the results of health checks are written; undefined where they are not. */
export function healthLog({ sinks, matches }: NonNullable<Active['healthCheckLog']>): HealthLog | undefined {
  const [sink] = sinks;
  const path = sink?.type === 'File' ? sink.file.output : undefined;
  if (path === undefined) return undefined;
  return { path, failures: matches.includes('Failure'), successes: matches.includes('Success') };
}

function probeOf({ type, http, tcp, grpc }: Active): HealthProbe {
  switch (type) {
    case 'HTTP':
      return {
        kind: 'http',
        path: http?.path ?? '/',
        statuses: http?.expectedStatuses ?? [],
        ...given({
          host: http?.hostname,
          method: http?.method,
          body: http?.requestBody && payload(http.requestBody),
          answer: http?.expectedResponse && payload(http.expectedResponse),
        }),
      };
    case 'TCP':
      return {
        kind: 'tcp',
        ...given({ send: tcp?.send && payload(tcp.send), receive: tcp?.receive && [payload(tcp.receive)] }),
      };
    case 'GRPC':
      return { kind: 'grpc', ...given({ service: grpc?.service }) };
  }
}

type WrittenPayload = { readonly type: 'Text' | 'Binary'; readonly text?: string; readonly binary?: string };

function payload({ type, text = '', binary = '' }: WrittenPayload): HealthPayload {
  return type === 'Text'
    ? { kind: 'text', text }
    : { kind: 'binary', bytes: new Uint8Array(Buffer.from(binary, 'base64')) };
}

/** passiveHealth reads how endpoints that fail requests are ejected. */
export function passiveHealth({
  consecutive5XxErrors,
  consecutiveGatewayErrors,
  consecutiveLocalOriginFailures,
  alwaysEjectOneEndpoint,
  ...same
}: NonNullable<HealthCheck['passive']>): PassiveHealth {
  return {
    ...same,
    consecutive5xx: consecutive5XxErrors,
    consecutiveLocalOriginFailure: consecutiveLocalOriginFailures,
    ...given({
      consecutiveGatewayFailure: consecutiveGatewayErrors,
      alwaysEjectOneHost: alwaysEjectOneEndpoint || undefined,
    }),
  };
}
