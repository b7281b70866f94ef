import { TrafficDirection } from '#gen/envoy/config/core/v3/base_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import type { Collection, Graph } from '#graph';
import { adminClusterName } from '#lib/admin-cluster.ts';
import { agentClusterName, mergedPageHeader, mergedPagePath } from '#lib/agent-cluster.ts';
import { type MergedPage, writeMergedPage } from '#lib/merged-page.ts';
import { sameXdsResource, type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { ChosenMetrics, MetricsPage, Sidecar } from '#model';
import { socketAddress } from '../address.ts';
import { encode } from '../encode.ts';
import { headerMatcher } from '../header-matcher.ts';
import type { Member } from '../member.ts';
import { mutualTls } from '../mutual-tls.ts';
import { metricsListenerName } from '../names.ts';
import { innerRoutes, toldToAgent } from './inner-routes.ts';

/** encodeMetricsPages derives the listeners at which sidecars show their own metrics. */
export function encodeMetricsPages(graph: Graph, sidecars: Collection<Sidecar>): Collection<XdsResource> {
  return graph.derive<Sidecar, XdsResource>(
    'envoy/metrics-pages',
    sidecars,
    sidecar =>
      (sidecar.metrics ?? []).map(page => [
        metricsListenerName(sidecar.id, page.port),
        pageListener(sidecar, page),
      ]),
    { equal: sameXdsResource },
  );
}

/** metricsMembers are these listeners in the sets of the sidecars. */
export function metricsMembers(graph: Graph, sidecars: Collection<Sidecar>): Collection<Member> {
  return graph.derive<Sidecar, Member>('envoy/metrics-members', sidecars, sidecar =>
    (sidecar.metrics ?? []).map(page => {
      const name = metricsListenerName(sidecar.id, page.port);
      return [name, { set: sidecar.id, type: 'listener', name }];
    }),
  );
}

function pageListener(sidecar: Sidecar, page: MetricsPage): XdsResource {
  const name = metricsListenerName(sidecar.id, page.port);
  const { mesh } = sidecar;
  const bytes = encode(ListenerSchema, {
    name,
    address: socketAddress(sidecar.address, page.port),
    trafficDirection: TrafficDirection.INBOUND,
    filterChains: [
      {
        filters: [shown(name, page)],
        ...(page.callers === undefined
          ? {}
          : { transportSocket: mutualTls({ mesh, callers: page.callers }) }),
      },
    ],
  });
  return xdsResource({ type: 'listener', name, bytes, origins: [sidecar.origin] });
}

/** mergedPageOf is what a page of chosen metrics is put together from. */
export function mergedPageOf({
  isUsedOnly,
  filter,
  profile,
  applications = [],
  refused,
}: ChosenMetrics): MergedPage {
  const asked = [
    ...(isUsedOnly ? ['usedonly'] : []),
    ...(filter === undefined ? [] : [`filter=${encodeURIComponent(filter)}`]),
  ].join('&');
  return {
    ...{ query: asked === '' ? '' : `?${asked}`, applications },
    ...(profile && { profile }),
    ...(refused && applications.length > 0 ? { refused } : {}),
  };
}

/** Envoy's own metrics alone come from its admin interface; a page that is put together comes from the agent that started it. */
function madeBy(page: MetricsPage) {
  const merged = mergedPageOf(page);
  const to = (cluster: string, prefixRewrite: string) =>
    ({
      case: 'route',
      value: { clusterSpecifier: { case: 'cluster', value: cluster }, prefixRewrite },
    }) as const;
  if (merged.profile === undefined && merged.applications.length === 0)
    return { action: to(adminClusterName, `/stats/prometheus${merged.query}`) };
  const value = writeMergedPage(merged);
  return {
    action: to(agentClusterName, mergedPagePath),
    requestHeadersToAdd: [toldToAgent(mergedPageHeader, value)],
  };
}

/** Of the admin interface nothing but this one page is shown. */
function shown(name: string, page: MetricsPage) {
  return innerRoutes('metrics', name, [
    {
      match: {
        pathSpecifier: { case: 'path', value: page.path },
        headers: [headerMatcher({ name: ':method', kind: 'exact', value: 'GET' })],
      },
      ...madeBy(page),
    },
  ]);
}
