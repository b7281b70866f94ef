import type { ActiveHealth, HealthPayload, HealthProbe, ServiceProtocol } from '#model';
import type { WrittenHealthCheck } from '#resources';
import { given, unlessEmpty } from '../policies/given.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';

/** Kuma's defaults; times are in milliseconds. */
const interval = 60_000;
const timeout = 15_000;
const unhealthyThreshold = 5;
const healthyThreshold = 1;

/** meshHealthCheck has the health of endpoints checked, in the protocol of the port. */
export const meshHealthCheck: MeshPolicyKind<WrittenHealthCheck> = {
  id: 'kuma/MeshHealthCheck',
  shapesBackends: true,
  meaning(written, { protocol }) {
    const probe = probeOf(written, protocol);
    const panic = given({
      threshold: written.healthyPanicThreshold,
      failsTraffic: written.failTrafficOnPanic,
    });
    return given({
      backend: unlessEmpty(
        given({ activeHealth: probe && activeHealth(probe, written), panic: unlessEmpty(panic) }),
      ),
    });
  },
};

function activeHealth(probe: HealthProbe, written: WrittenHealthCheck): ActiveHealth {
  const { eventLogPath, alwaysLogHealthCheckFailures: failures = false } = written;
  return {
    probe,
    interval: written.interval ?? interval,
    timeout: written.timeout ?? timeout,
    unhealthyThreshold: written.unhealthyThreshold ?? unhealthyThreshold,
    healthyThreshold: written.healthyThreshold ?? healthyThreshold,
    ...given({
      initialJitter: written.initialJitter,
      intervalJitter: written.intervalJitter,
      intervalJitterPercent: written.intervalJitterPercent,
      noTrafficInterval: written.noTrafficInterval,
      reusesConnection: written.reuseConnection,
      log: (eventLogPath ?? '') === '' ? undefined : { path: eventLogPath ?? '', failures, successes: false },
    }),
  };
}

/** The TCP check takes the place of the HTTP or gRPC check only where the latter is written and disabled. */
function probeOf(
  { http, grpc, tcp }: WrittenHealthCheck,
  protocol: ServiceProtocol,
): HealthProbe | undefined {
  switch (protocol) {
    case 'http':
    case 'http2':
      return http?.disabled === true ? tcpProbe(tcp) : http && httpProbe(http);
    case 'grpc':
      return grpc?.disabled === true ? tcpProbe(tcp) : grpc && grpcProbe(grpc);
    case 'tcp':
    case 'kafka':
    case 'mysql':
      return tcpProbe(tcp);
  }
}

function httpProbe({
  path = '/',
  expectedStatuses,
  requestHeadersToAdd,
}: NonNullable<WrittenHealthCheck['http']>): HealthProbe {
  const { set = [], add = [] } = requestHeadersToAdd ?? {};
  return {
    kind: 'http',
    path,
    statuses: expectedStatuses ?? [200],
    ...(set.length + add.length === 0 ? {} : { headers: { set, add, remove: [] } }),
  };
}

function grpcProbe({ serviceName, authority }: NonNullable<WrittenHealthCheck['grpc']>): HealthProbe {
  return { kind: 'grpc', ...given({ service: serviceName, authority }) };
}

function tcpProbe(tcp: WrittenHealthCheck['tcp']): HealthProbe | undefined {
  if (tcp === undefined || tcp.disabled === true) return undefined;
  return {
    kind: 'tcp',
    ...given({
      send: tcp.send === undefined || tcp.send === '' ? undefined : payload(tcp.send),
      receive: tcp.receive?.map(payload),
    }),
  };
}

/** The written text is base64. */
function payload(written: string): HealthPayload {
  return { kind: 'binary', bytes: new Uint8Array(Buffer.from(written, 'base64')) };
}
