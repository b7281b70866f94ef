import { create, fromBinary, type JsonValue, toJson } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { anyPack, anyUnpack } from '@bufbuild/protobuf/wkt';
import { BootstrapSchema } from '#gen/envoy/config/bootstrap/v3/bootstrap_pb.js';
import {
  type Cluster,
  Cluster_DiscoveryType,
  ClusterSchema,
} from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ApiConfigSource_ApiType, ApiVersion } from '#gen/envoy/config/core/v3/config_source_pb.js';
import { ClusterLoadAssignmentSchema } from '#gen/envoy/config/endpoint/v3/endpoint_pb.js';
import { type Listener, ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { type RouteConfiguration, RouteConfigurationSchema } from '#gen/envoy/config/route/v3/route_pb.js';
import { InternalListenerSchema } from '#gen/envoy/extensions/bootstrap/internal_listener/v3/internal_listener_pb.js';
import { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { envoyRuntime } from '#lib/envoy-runtime.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { ProxyId } from '#model';
import { loadAssignment } from '../endpoints.ts';
import { upstreamHttp } from '../upstream-http.ts';
import { byName, withVirtualHosts } from './inline-table.ts';
import { redact } from './redact.ts';
import { registry } from './registry.ts';

const controlPlane = 'xds_cluster';
const internal = create(InternalListenerSchema);

/**
 * staticBootstrap prints a bootstrap that holds everything a proxy would be sent, for `envoy --mode validate` and for
 * reading. Certificates stay references to the control plane: their private keys are never printed.
 */
export function staticBootstrap(proxy: ProxyId, resources: readonly XdsResource[]): JsonValue {
  const ofType = (type: XdsResource['type']) => resources.filter(r => r.type === type).sort(byName);
  const assignments = new Map(ofType('endpoints').map(r => [r.name, r]));
  const tables = new Map(ofType('route').map(r => [r.name, inlineTable(r, ofType('virtualHost'))]));
  const listeners = ofType('listener').map(r => inlineListener(fromBinary(ListenerSchema, r.bytes), tables));
  const bootstrap = create(BootstrapSchema, {
    node: { id: proxy, cluster: proxy },
    staticResources: {
      listeners,
      clusters: [
        ...ofType('cluster').map(r =>
          inlineCluster(fromBinary(ClusterSchema, r.bytes), assignments.get(r.assignment ?? r.name)),
        ),
        controlPlaneCluster(),
      ],
    },
    layeredRuntime: {
      layers: [{ name: 'fairlead', layerSpecifier: { case: 'staticLayer', value: envoyRuntime } }],
    },
    bootstrapExtensions: listeners.some(l => l.listenerSpecifier.case === 'internalListener')
      ? [
          {
            name: 'envoy.bootstrap.internal_listener',
            typedConfig: anyPack(InternalListenerSchema, internal),
          },
        ]
      : [],
    dynamicResources: {
      adsConfig: {
        apiType: ApiConfigSource_ApiType.DELTA_GRPC,
        transportApiVersion: ApiVersion.V3,
        grpcServices: [{ targetSpecifier: { case: 'envoyGrpc', value: { clusterName: controlPlane } } }],
      },
    },
  });
  redact(reflect(BootstrapSchema, bootstrap), registry);
  return toJson(BootstrapSchema, bootstrap, { registry });
}

function inlineTable(table: XdsResource, virtualHosts: readonly XdsResource[]): RouteConfiguration {
  const configuration = fromBinary(RouteConfigurationSchema, withVirtualHosts(table, virtualHosts));
  // Envoy would check it against the static clusters, and the cluster for invalid references does not exist.
  configuration.validateClusters = false;
  return configuration;
}

function inlineListener(listener: Listener, tables: ReadonlyMap<string, RouteConfiguration>): Listener {
  for (const chain of listener.filterChains) {
    for (const filter of chain.filters) {
      if (filter.configType.case !== 'typedConfig') continue;
      const manager = anyUnpack(filter.configType.value, HttpConnectionManagerSchema);
      if (manager?.routeSpecifier.case !== 'rds') continue;
      const table = tables.get(manager.routeSpecifier.value.routeConfigName);
      if (table === undefined) continue;
      manager.routeSpecifier = { case: 'routeConfig', value: table };
      filter.configType.value = anyPack(HttpConnectionManagerSchema, manager);
    }
  }
  return listener;
}

function inlineCluster(cluster: Cluster, assignment: XdsResource | undefined): Cluster {
  if (
    cluster.clusterDiscoveryType.case !== 'type' ||
    cluster.clusterDiscoveryType.value !== Cluster_DiscoveryType.EDS
  ) {
    return cluster;
  }
  const { edsClusterConfig, ...rest } = cluster;
  return {
    ...rest,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.STATIC },
    loadAssignment:
      assignment === undefined
        ? create(ClusterLoadAssignmentSchema, loadAssignment(cluster.name, { endpoints: [] }))
        : fromBinary(ClusterLoadAssignmentSchema, assignment.bytes),
  };
}

/** Where the control plane would be: only certificates are asked of it. */
function controlPlaneCluster(): Cluster {
  return create(ClusterSchema, {
    name: controlPlane,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.STATIC },
    ...upstreamHttp('http2', undefined, {}),
    loadAssignment: loadAssignment(controlPlane, {
      endpoints: [{ kind: 'ip', address: '127.0.0.1', port: 18_000 }],
    }),
  });
}
