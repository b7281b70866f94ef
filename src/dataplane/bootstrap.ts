import {
  create,
  createRegistry,
  type JsonObject,
  type MessageInitShape,
  toJsonString,
} from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { BootstrapSchema } from '#gen/envoy/config/bootstrap/v3/bootstrap_pb.js';
import { Cluster_DiscoveryType, type ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import type { AddressSchema } from '#gen/envoy/config/core/v3/address_pb.js';
import {
  ApiConfigSource_ApiType,
  ApiVersion,
  type ConfigSourceSchema,
} from '#gen/envoy/config/core/v3/config_source_pb.js';
import { InternalListenerSchema } from '#gen/envoy/extensions/bootstrap/internal_listener/v3/internal_listener_pb.js';
import { CaresDnsResolverConfigSchema } from '#gen/envoy/extensions/network/dns_resolver/cares/v3/cares_dns_resolver_pb.js';
import { DownstreamConnectionsConfigSchema } from '#gen/envoy/extensions/resource_monitors/downstream_connections/v3/downstream_connections_pb.js';
import { UpstreamTlsContextSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import { HttpProtocolOptionsSchema } from '#gen/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import { adminClusterName } from '#lib/admin-cluster.ts';
import { parseDnsServer } from '#lib/dns-server.ts';
import { protobufDuration } from '#lib/duration.ts';
import { envoyRuntime } from '#lib/envoy-runtime.ts';
import { Fault } from '#lib/fault.ts';
import type { Json } from '#lib/json.ts';
import type { ClusterReceiver, ProxyMetrics } from '#lib/proxy-metrics.ts';
import { agentCluster } from './agent-cluster.ts';
import { pipe, socket } from './envoy-address.ts';
import { healthSink, healthSinkMessages } from './health-sink.ts';
import { keptStats } from './kept-stats.ts';
import { metricsSinkMessages, metricsSinks, receiverClusters } from './metrics-sink.ts';
import { type OwnAnswers, ownAnswersListener, ownAnswersMessages } from './own-answers.ts';
import { agentSocket } from './telemetry/index.ts';
import { type ControlPlaneTls, xdsCluster, xdsClusterName } from './xds-cluster.ts';

/** AdminAddress is where Envoy's admin interface listens: a unix socket that only this user can reach, or loopback. */
export type AdminAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'loopback'; readonly port: number };

/** BootstrapOptions is what differs from one Envoy to another before it has heard from the control plane. */
export interface BootstrapOptions {
  /** The view it wants. A gateway's goes out as `node.cluster`, a sidecar's as `node.id`. */
  readonly proxyId: string;
  /** Its name among the clients of that view; `node.id`. Default: the proxy id. */
  readonly nodeId?: string;
  /** Where the control plane serves xDS: `HOST:PORT`, `[IPv6]:PORT` or `unix:PATH`. */
  readonly xdsAddress: string;
  readonly admin: AdminAddress;
  /** The zone that it is in, where somebody says. */
  readonly zone?: string;
  /** DNS servers that it asks: `ADDRESS`, `ADDRESS:PORT` or `[IPv6]:PORT`. Default: those of its machine. */
  readonly dnsServers?: readonly string[];
  /** Connections that clients may hold open at once before further ones are refused. */
  readonly maxConnections?: number;
  /** What it says of itself besides its name. */
  readonly metadata?: { readonly [name: string]: Json };
  /** The token that it shows to the control plane, as `authorization`. */
  readonly token?: string;
  /** The control plane speaks TLS. */
  readonly tls?: ControlPlaneTls;
  /** Each second it tells the control plane how many of its endpoints are in use. */
  readonly tellsHealth?: boolean;
  /**
   * It reports to the control plane what it sends to each cluster. An Envoy that does so cannot count what each endpoint is
   * sent.
   */
  readonly tellsCalls?: boolean;
  /** Where it answers for itself. It is ready only when it has heard from the control plane. */
  readonly ownAnswers?: OwnAnswers;
  /** The file in which it logs that endpoints were ejected for failing requests, or put back. */
  readonly healthEvents?: string;
  /** Which statistics it keeps, and who receives them. */
  readonly metrics?: ProxyMetrics<ClusterReceiver>;
}

/** What Envoy Gateway allows, so that nobody who moves here is limited sooner. */
const defaultMaxConnections = 50_000;

/** bootstrapMessages are the messages that a bootstrap may hold in an Any. */
export const bootstrapMessages = [
  HttpProtocolOptionsSchema,
  InternalListenerSchema,
  DownstreamConnectionsConfigSchema,
  CaresDnsResolverConfigSchema,
  UpstreamTlsContextSchema,
  ...healthSinkMessages,
  ...metricsSinkMessages,
  ...ownAnswersMessages,
] as const;
const registry = createRegistry(...bootstrapMessages);

/**
 * bootstrapFor makes the configuration that an Envoy starts with, as protobuf JSON: its node, where its control plane is,
 * where its admin interface listens, and which statistics it keeps. Everything else comes over delta ADS; there it also
 * reports its calls, where it is to. It throws a Fault (`usage`) for a malformed xDS address.
 */
export function bootstrapFor(options: BootstrapOptions): string {
  const bootstrap = create(BootstrapSchema, {
    node: {
      id: options.nodeId ?? options.proxyId,
      cluster: options.proxyId,
      ...(options.zone === undefined ? {} : { locality: { zone: options.zone } }),
      ...(options.metadata === undefined ? {} : { metadata: options.metadata as JsonObject }),
    },
    admin: { address: adminAddress(options.admin), ignoreGlobalConnLimit: true },
    dynamicResources: {
      adsConfig: overGrpc(ApiConfigSource_ApiType.DELTA_GRPC, options.token),
      cdsConfig: overAds(options),
      ldsConfig: overAds(options),
    },
    staticResources: {
      clusters: [
        xdsCluster(options.xdsAddress, options.tls),
        adminCluster(options.admin),
        ...(options.admin.kind === 'unix' ? [agentCluster(agentSocket(options.admin.path))] : []),
        ...(options.zone === undefined ? [] : [peersIn(options.zone)]),
        ...receiverClusters(options.metrics?.sinks ?? []),
      ],
      listeners:
        options.ownAnswers === undefined
          ? []
          : [ownAnswersListener(options.ownAnswers, options.metrics?.page)],
    },
    clusterManager: {
      ...(options.tellsCalls === true
        ? { loadStatsConfig: overGrpc(ApiConfigSource_ApiType.GRPC, options.token) }
        : {}),
      ...(options.zone === undefined ? {} : { localClusterName: peersName }),
      ...(options.healthEvents === undefined
        ? {}
        : { outlierDetection: { eventLogPath: options.healthEvents } }),
    },
    ...(options.dnsServers === undefined ? {} : { typedDnsResolverConfig: asking(options.dnsServers) }),
    statsConfig: keptStats(options.metrics),
    // Traffic statistics of a cluster are created with its first traffic: of many thousands of clusters, most never have any.
    deferredStatOptions: { enableDeferredCreationStats: true },
    ...flushing(options),
    layeredRuntime: {
      layers: [{ name: 'fairlead', layerSpecifier: { case: 'staticLayer', value: envoyRuntime } }],
    },
    overloadManager: connectionLimit(options.maxConnections ?? defaultMaxConnections),
    bootstrapExtensions: [
      {
        // A rule whose backends differ in discovery (a name and a unix socket) may go through a listener inside Envoy.
        name: 'envoy.bootstrap.internal_listener',
        typedConfig: anyPack(InternalListenerSchema, create(InternalListenerSchema)),
      },
    ],
  });
  return toJsonString(BootstrapSchema, bootstrap, { registry, prettySpaces: 2 });
}

/** Without a sink there is nothing to flush every five seconds; reading the admin interface flushes. */
function flushing({ tellsHealth, proxyId, token, metrics }: BootstrapOptions) {
  const statsSinks = [
    ...(tellsHealth === true ? [healthSink(proxyId, service(token))] : []),
    ...metricsSinks(metrics?.sinks ?? []),
  ];
  if (statsSinks.length === 0) return { statsFlush: { case: 'statsFlushOnAdmin', value: true } } as const;
  return { statsSinks, ...(tellsHealth === true ? { statsFlushInterval: protobufDuration(1_000) } : {}) };
}

/**
 * An Envoy that answers for its own readiness waits for its configuration as long as it takes; others start without it after
 * 15 s.
 */
function overAds({ ownAnswers }: BootstrapOptions): MessageInitShape<typeof ConfigSourceSchema> {
  return {
    resourceApiVersion: ApiVersion.V3,
    configSourceSpecifier: { case: 'ads', value: {} },
    ...(ownAnswers === undefined ? {} : { initialFetchTimeout: protobufDuration(0) }),
  };
}

const overGrpc = (apiType: ApiConfigSource_ApiType, token: string | undefined) => ({
  apiType,
  transportApiVersion: ApiVersion.V3,
  setNodeOnFirstMessageOnly: true,
  grpcServices: [service(token)],
});

const service = (token: string | undefined) => ({
  ...(token === undefined ? {} : { initialMetadata: [{ key: 'authorization', value: token }] }),
  targetSpecifier: {
    case: 'envoyGrpc' as const,
    value: {
      clusterName: xdsClusterName,
      // A control plane that comes back is found again at once, and a thousand proxies do not all come in one instant.
      retryPolicy: {
        retryBackOff: { baseInterval: protobufDuration(200), maxInterval: protobufDuration(5_000) },
      },
    },
  },
});

function asking(servers: readonly string[]) {
  const resolvers = servers.map(text => {
    const server = parseDnsServer(text);
    if (server === undefined)
      throw new Fault('usage', `${JSON.stringify(text)} is not a DNS server: give ADDRESS:PORT.`);
    return socket(server.host, server.port);
  });
  // No search domains: names are whole.
  const config = { resolvers, dnsResolverOptions: { noDefaultSearchDomain: true } };
  return {
    name: 'envoy.network.dns_resolver.cares',
    typedConfig: anyPack(CaresDnsResolverConfigSchema, create(CaresDnsResolverConfigSchema, config)),
  };
}

const peersName = 'fairlead-peers';

/**
 * The local cluster, without which Envoy ignores zones: it stands for the proxies like this one, by zone, and tells Envoy how
 * many of the requests come from its own zone. Nothing is ever sent to it. All proxies are taken to be in this zone.
 */
function peersIn(zone: string): MessageInitShape<typeof ClusterSchema> {
  const discard = socket('127.0.0.1', 9);
  const hostIdentifier = { case: 'endpoint', value: { address: discard } } as const;
  return {
    name: peersName,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.STATIC },
    loadAssignment: {
      clusterName: peersName,
      endpoints: [{ locality: { zone }, lbEndpoints: [{ hostIdentifier }] }],
    },
  };
}

/** The cluster by which listeners show the metrics of the admin interface, where somebody asks for that. */
function adminCluster(admin: AdminAddress): MessageInitShape<typeof ClusterSchema> {
  const hostIdentifier = { case: 'endpoint', value: { address: adminAddress(admin) } } as const;
  return {
    name: adminClusterName,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.STATIC },
    loadAssignment: { clusterName: adminClusterName, endpoints: [{ lbEndpoints: [{ hostIdentifier }] }] },
  };
}

function adminAddress(admin: AdminAddress): MessageInitShape<typeof AddressSchema> {
  return admin.kind === 'unix' ? pipe(admin.path, 0o600) : socket('127.0.0.1', admin.port);
}

function connectionLimit(maxConnections: number) {
  return {
    resourceMonitors: [
      {
        name: 'envoy.resource_monitors.global_downstream_max_connections',
        configType: {
          case: 'typedConfig' as const,
          value: anyPack(
            DownstreamConnectionsConfigSchema,
            create(DownstreamConnectionsConfigSchema, {
              maxActiveDownstreamConnections: BigInt(maxConnections),
            }),
          ),
        },
      },
    ],
  };
}
