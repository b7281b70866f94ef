import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { Cluster_LbPolicy, type ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterConfigSchema } from '#gen/envoy/extensions/clusters/aggregate/v3/cluster_pb.js';
import { SinkConfigSchema } from '#gen/envoy/extensions/stat_sinks/open_telemetry/v3/open_telemetry_pb.js';
import { StaticConfigResourceDetectorConfigSchema } from '#gen/envoy/extensions/tracers/opentelemetry/resource_detectors/v3/static_config_resource_detector_pb.js';
import type { ClusterReceiver, MetricsSink } from '#lib/proxy-metrics.ts';

/** The messages that these sinks and clusters may hold in an Any. */
export const metricsSinkMessages = [
  ClusterConfigSchema,
  SinkConfigSchema,
  StaticConfigResourceDetectorConfigSchema,
] as const;

/** openTelemetrySink has an Envoy send its statistics where `config` says, as those of a resource with these attributes. */
export function openTelemetrySink(
  attributes: Readonly<Record<string, string>>,
  config: Extract<MessageInitShape<typeof SinkConfigSchema>, { readonly $typeName?: never }>,
) {
  const detector = create(StaticConfigResourceDetectorConfigSchema, { attributes: { ...attributes } });
  const detectors = [
    {
      name: 'envoy.tracers.opentelemetry.resource_detectors.static_config',
      typedConfig: anyPack(StaticConfigResourceDetectorConfigSchema, detector),
    },
  ];
  const sink = create(SinkConfigSchema, {
    ...config,
    ...(Object.keys(attributes).length === 0 ? {} : { resourceDetectors: detectors }),
  });
  return {
    name: 'envoy.stat_sinks.open_telemetry',
    configType: { case: 'typedConfig' as const, value: anyPack(SinkConfigSchema, sink) },
  };
}

/** metricsSinks send all statistics to each receiver. */
export function metricsSinks(sinks: readonly MetricsSink<ClusterReceiver>[]) {
  return sinks.map(({ receiver, resource, deltas }, at) => {
    const { authority, headers = {} } = receiver;
    const initialMetadata = Object.entries(headers).map(([key, value]) => ({
      key: key.toLowerCase(),
      value,
    }));
    const envoyGrpc = { clusterName: receiverName(at), authority };
    return openTelemetrySink(resource, {
      protocolSpecifier: {
        case: 'grpcService',
        value: { initialMetadata, targetSpecifier: { case: 'envoyGrpc', value: envoyGrpc } },
      },
      reportCountersAsDeltas: deltas.counters,
      reportHistogramsAsDeltas: deltas.histograms,
    });
  });
}

/**
 * receiverClusters are the clusters that the sinks call. Envoy wants the cluster of a sink in its bootstrap, so each is an
 * aggregate of clusters that come from the control plane: these may change without a new Envoy.
 */
export function receiverClusters(
  sinks: readonly MetricsSink<ClusterReceiver>[],
): MessageInitShape<typeof ClusterSchema>[] {
  return sinks.map(({ receiver }, at) => ({
    name: receiverName(at),
    lbPolicy: Cluster_LbPolicy.CLUSTER_PROVIDED,
    clusterDiscoveryType: {
      case: 'clusterType',
      value: {
        name: 'envoy.clusters.aggregate',
        typedConfig: anyPack(
          ClusterConfigSchema,
          create(ClusterConfigSchema, { clusters: [...receiver.clusters] }),
        ),
      },
    },
  }));
}

function receiverName(at: number): string {
  return `fairlead-metrics-${at}`;
}
