import type { BackendUse } from '../backend-use.ts';
import type { Authorization } from './authorization.ts';
import type { Http2 } from './http2.ts';
import type { Keepalive } from './keepalive.ts';
import type { AccessLogs } from './listener/access-logs.ts';
import type { AnnouncedClients } from './listener/announced-clients.ts';
import type { ClientAddress } from './listener/client-address.ts';
import type { ClientConnections } from './listener/client-connections.ts';
import type { ClientGrpc } from './listener/client-grpc.ts';
import type { ClientHeaders } from './listener/client-headers.ts';
import type { ClientHealth } from './listener/client-health.ts';
import type { ClientHttp1 } from './listener/client-http1.ts';
import type { ClientHttp3 } from './listener/client-http3.ts';
import type { ClientPaths } from './listener/client-paths.ts';
import type { ClientScheme } from './listener/client-scheme.ts';
import type { ClientTimeouts } from './listener/client-timeouts.ts';
import type { ClientTls } from './listener/client-tls.ts';
import type { ClientUpgrades } from './listener/client-upgrades.ts';
import type { Connecting } from './listener/connecting.ts';
import type { ConnectionRate } from './listener/connection-rate.ts';
import type { FilterOrder } from './listener/filter-order.ts';
import type { GrpcStatistics } from './listener/grpc-statistics.ts';
import type { ServerHeader } from './listener/server-header.ts';
import type { TelemetryService } from './listener/telemetry-service.ts';
import type { TracedIds } from './listener/traced-ids.ts';
import type { Tracing } from './listener/tracing.ts';

/** ListenerFacets say how a listener listens. Settings of HTTP and TLS apply where the listener speaks them. */
export interface ListenerFacets {
  readonly accessLogs?: AccessLogs;
  readonly address?: ClientAddress;
  readonly announced?: AnnouncedClients;
  /** Which connections are accepted, where the listener passes them on as they are. */
  readonly authorization?: Authorization;
  readonly connecting?: Connecting;
  readonly connectionRate?: ConnectionRate;
  readonly connections?: ClientConnections;
  readonly filterOrder?: FilterOrder;
  readonly grpc?: ClientGrpc;
  readonly grpcStatistics?: GrpcStatistics;
  readonly headers?: ClientHeaders;
  readonly health?: ClientHealth;
  readonly http1?: ClientHttp1;
  readonly http2?: Http2;
  readonly http3?: ClientHttp3;
  readonly keepalive?: Keepalive;
  readonly paths?: ClientPaths;
  readonly scheme?: ClientScheme;
  readonly serverHeader?: ServerHeader;
  readonly timeouts?: ClientTimeouts;
  readonly tls?: ClientTls;
  readonly tracedIds?: TracedIds;
  readonly tracing?: Tracing;
  readonly upgrades?: ClientUpgrades;
  /** The listener is left out: something that it must not listen without cannot be had. */
  readonly withheld?: Readonly<Record<never, never>>;
}

/** toldServices lists the backends that receive access logs and spans of a listener. */
export function toldServices({ accessLogs, tracing }: ListenerFacets = {}): BackendUse[] {
  return [
    ...(accessLogs?.logs ?? []).flatMap(({ sink }) => ('service' in sink ? [sink.service.use] : [])),
    ...(tracing === undefined ? [] : [tracing.provider.service.use]),
  ];
}

/** withUses changes the uses of the services that receive access logs and spans. */
export function withUses(
  { accessLogs, tracing, ...facets }: ListenerFacets,
  change: (use: BackendUse) => BackendUse,
): ListenerFacets {
  const changed = <T extends { readonly service: TelemetryService }>(told: T): T => ({
    ...told,
    service: { ...told.service, use: change(told.service.use) },
  });
  return {
    ...facets,
    ...(accessLogs && {
      accessLogs: {
        logs: accessLogs.logs.map(log => ('service' in log.sink ? { ...log, sink: changed(log.sink) } : log)),
      },
    }),
    ...(tracing && { tracing: { ...tracing, provider: changed(tracing.provider) } }),
  };
}
