import { Cluster_DiscoveryType, ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import type { Collection, Graph } from '#graph';
import { agentClusterName } from '#lib/agent-cluster.ts';
import { protobufDuration } from '#lib/duration.ts';
import {
  exportMetricsPath,
  pushedMetricsHeader,
  pushedMetricsPath,
  writePushedMetrics,
} from '#lib/pushed-metrics.ts';
import { sameXdsResource, type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { MetricsPush, Sidecar } from '#model';
import { encode } from '../encode.ts';
import { headersToAdd } from '../headers.ts';
import type { Member } from '../member.ts';
import { clusterName, metricsPushName, metricsPushSocket } from '../names.ts';
import { innerRoutes, toldToAgent } from './inner-routes.ts';
import { mergedPageOf } from './metrics-pages.ts';

// Envoy takes a statistics sink only in its bootstrap, and a sink sends everything that Envoy counts: a policy would hold only
// for Envoys that start after it, and could say nothing of profiles and applications. So Envoy has the agent that started it
// send the metrics, whenever a health check of Envoy's own calls the route that leads to the agent. The agent sends them to the
// same listener, and Envoy passes them on to the collector, as it calls every backend.

/** encodePushedMetrics derives what makes sidecars push metrics to collectors: a listener for each, and the cluster that asks. */
export function encodePushedMetrics(graph: Graph, sidecars: Collection<Sidecar>) {
  const each = (name: string, make: (sidecar: Sidecar, push: MetricsPush, at: number) => XdsResource) =>
    graph.derive<Sidecar, XdsResource>(
      name,
      sidecars,
      sidecar =>
        (sidecar.pushes ?? []).map((push, at) => [metricsPushName(sidecar.id, at), make(sidecar, push, at)]),
      { equal: sameXdsResource },
    );
  return {
    listeners: each('envoy/metrics-push-listeners', pushListener),
    clusters: each('envoy/metrics-push-clusters', pushCluster),
  };
}

/** pushedMetricsMembers are these listeners and clusters in the sets of the sidecars. */
export function pushedMetricsMembers(graph: Graph, sidecars: Collection<Sidecar>): Collection<Member> {
  return graph.derive<Sidecar, Member>('envoy/metrics-push-members', sidecars, ({ id, pushes = [] }) =>
    pushes.flatMap((_, at) => {
      const name = metricsPushName(id, at);
      return (['listener', 'cluster'] as const).map(type => [
        [type, name].join('\n'),
        { set: id, type, name },
      ]);
    }),
  );
}

/** ms that a whole push may take: the pages, and the collector's answer. */
const patience = 15_000;

function pushCluster(sidecar: Sidecar, { interval }: MetricsPush, at: number): XdsResource {
  const name = metricsPushName(sidecar.id, at);
  const hostIdentifier = {
    case: 'endpoint',
    value: { address: pipe(metricsPushSocket(at)) },
  } as const;
  const bytes = encode(ClusterSchema, {
    name,
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.STATIC },
    loadAssignment: { clusterName: name, endpoints: [{ lbEndpoints: [{ hostIdentifier }] }] },
    healthChecks: [
      {
        timeout: protobufDuration(patience),
        interval: protobufDuration(interval),
        noTrafficInterval: protobufDuration(interval),
        unhealthyThreshold: 1,
        healthyThreshold: 1,
        healthChecker: { case: 'httpHealthCheck', value: { path: pushedMetricsPath } },
      },
    ],
  });
  return xdsResource({ type: 'cluster', name, bytes, origins: [sidecar.origin] });
}

/** An Envoy that no agent of ours started has no cluster of it to ask: it answers 503, and nothing is pushed. */
function pushListener(sidecar: Sidecar, push: MetricsPush, at: number): XdsResource {
  const name = metricsPushName(sidecar.id, at);
  const socket = metricsPushSocket(at);
  const { collector, resource } = push;
  const value = writePushedMetrics({ page: mergedPageOf(push), socket, resource });
  const told = Object.entries(collector.headers ?? {}).map(([key, value]) => ({
    name: key.toLowerCase(),
    value,
  }));
  const cluster = clusterName(collector.use);
  const bytes = encode(ListenerSchema, {
    name,
    address: pipe(socket),
    filterChains: [
      {
        filters: [
          innerRoutes('metrics-push', name, [
            {
              match: { pathSpecifier: { case: 'path', value: pushedMetricsPath } },
              action: {
                case: 'route',
                value: {
                  clusterSpecifier: { case: 'cluster', value: agentClusterName },
                  timeout: protobufDuration(patience),
                },
              },
              requestHeadersToAdd: [toldToAgent(pushedMetricsHeader, value)],
            },
            {
              match: { pathSpecifier: { case: 'path', value: exportMetricsPath } },
              action: {
                case: 'route',
                value: {
                  clusterSpecifier: { case: 'cluster', value: cluster },
                  hostRewriteSpecifier: { case: 'hostRewriteLiteral', value: collector.authority },
                  timeout: protobufDuration(patience),
                },
              },
              requestHeadersToAdd: headersToAdd({ set: told, add: [], remove: [] }),
            },
          ]),
        ],
      },
    ],
  });
  return xdsResource({ type: 'listener', name, bytes, requires: [cluster], origins: [sidecar.origin] });
}

function pipe(path: string) {
  return { address: { case: 'pipe', value: { path, mode: 0o600 } } } as const;
}
