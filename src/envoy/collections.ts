import type { Collection, Graph, Index, Tracker } from '#graph';
import { sameXdsResource, type XdsResource } from '#lib/xds-resource.ts';
import {
  type Attachment,
  type Backend,
  type BackendFacets,
  type BackendUse,
  type Certificate,
  type Gateway,
  type GenericSecret,
  type Hostname,
  type HttpAttachment,
  membersOf,
  mergeFacets,
  ofAllEndpoints,
  originsOn,
  portKey,
  portsOf,
  quicListenersOf,
  quicPortsOf,
  type RouteTable,
  routeTableOf,
  type Sidecar,
  speaksBoth,
  type TcpAttachment,
  type UdpAttachment,
  udpPortsOf,
  useKey,
  type VirtualAddresses,
} from '#model';
import { type ChainFilter, indexChainFilters } from './chain-filters.ts';
import { encodeCluster } from './cluster.ts';
import { encodeEndpoints, encodeOwnEndpoints } from './endpoints.ts';
import { encodeFailover } from './failover-cluster.ts';
import { encodeHostnames } from './hostname.ts';
import { encodeListener } from './listener.ts';
import { type CaptureInputs, encodeCaptures } from './mesh/capture.ts';
import { encodeMetricsPages } from './mesh/metrics-pages.ts';
import { encodePushedMetrics } from './mesh/pushed-metrics.ts';
import {
  itself,
  listenerName,
  quicListenerName,
  routeTableName,
  udpListenerName,
  virtualHostName,
} from './names.ts';
import { encodeOlderCluster, encodeOlderListener } from './older-endpoints.ts';
import { encodeQuicListener } from './quic-listener.ts';
import { encodeRouteTable } from './route-table.ts';
import { encodeSecret } from './secret.ts';
import { encodeSharing, encodeSharingListener, isSharing } from './shared-use.ts';
import { encodeUdpListener } from './udp-listener.ts';
import { useFacets } from './use-facets.ts';
import { encodeVirtualHost } from './virtual-host.ts';

/** AttachmentIndexes are attachments as the encoding looks them up. */
export interface AttachmentIndexes {
  /** By name of the virtual host: all attachments with the same table and domain. */
  readonly virtualHosts: Index<HttpAttachment>;
  /** Filters of each chain, by the name of its route table. */
  readonly chainFilters: Index<ChainFilter>;
  /** Routes that may have a TCP listener's connections, by `portKey`. */
  readonly tcpRoutes: Index<TcpAttachment>;
  /** Routes that may have a UDP listener's datagrams, by `portKey`. */
  readonly udpRoutes: Index<UdpAttachment>;
}

type Reached = { readonly use: BackendUse };

/** EnvoyInputs is the part of the model that becomes bytes: only what some proxy reaches. */
export interface EnvoyInputs extends AttachmentIndexes, CaptureInputs {
  readonly gateways: Collection<Gateway>;
  readonly sidecars: Collection<Sidecar>;
  /** All who use a backend in the same way, by that use. */
  readonly byUse: Index<Reached>;
  /** The same, only for uses that policies shape, or that are of some endpoints. */
  readonly byShapedUse: Index<Reached>;
  /** The same, only for uses that stand for several. */
  readonly bySharedUse: Index<Reached>;
  /** The same, only for uses that speak both versions of HTTP. */
  readonly byMixedUse: Index<Reached>;
  /** Backends that some proxy reaches. */
  readonly backends: Collection<Backend>;
  /** What policies say of how backends are used, by the policy's ResourceKey, or of one use alone by its `useKey`. */
  readonly backendFacets: Collection<BackendFacets>;
  /** Certificates that some proxy presents. */
  readonly certificates: Collection<Certificate | GenericSecret>;
  /** Hostnames of services of meshes; and, by what a hostname is of, the virtual addresses. */
  readonly hostnames: Collection<Hostname>;
  readonly addresses: Collection<VirtualAddresses>;
  /** Parts that Envoy refused, by name of the virtual host or listener: part id to Envoy's words. */
  readonly withheld: Collection<ReadonlyMap<string, string>>;
  /** File, relative to where Envoy was started, in which it logs endpoints that health checks eject; absent: no log. */
  readonly healthEvents?: string;
}

/** EnvoyResources: one collection a type, keyed by resource name (clusters by use, endpoints by BackendKey or use). */
export interface EnvoyResources {
  readonly listeners: Collection<XdsResource>;
  readonly routes: Collection<XdsResource>;
  readonly virtualHosts: Collection<XdsResource>;
  readonly clusters: Collection<XdsResource>;
  readonly endpoints: Collection<XdsResource>;
  readonly secrets: Collection<XdsResource>;
  /** For agents, not for Envoy. */
  readonly hostnames: Collection<XdsResource>;
}

const options = { equal: sameXdsResource };

/** indexAttachments indexes attachments by the resource that is made of them. */
export function indexAttachments(graph: Graph, attachments: Collection<Attachment>): AttachmentIndexes {
  const ofHttp = graph.view<Attachment, HttpAttachment>('envoy/http-attachments', attachments, a =>
    a.kind === 'http' ? a : undefined,
  );
  const ofTcp = graph.view<Attachment, TcpAttachment>('envoy/tcp-attachments', attachments, a =>
    a.kind === 'tcp' ? a : undefined,
  );
  const ofUdp = graph.view<Attachment, UdpAttachment>('envoy/udp-attachments', attachments, a =>
    a.kind === 'udp' ? a : undefined,
  );
  return {
    virtualHosts: graph.index('envoy/attachments-by-virtual-host', ofHttp, a => [
      virtualHostName(itself(a.table), a.domain),
    ]),
    chainFilters: indexChainFilters(graph, ofHttp),
    tcpRoutes: graph.index('envoy/tcp-attachments-by-port', ofTcp, ({ table }) => [
      portKey(table.proxy, table.port),
    ]),
    udpRoutes: graph.index('envoy/udp-attachments-by-port', ofUdp, ({ table }) => [
      portKey(table.proxy, table.port),
    ]),
  };
}

/** encodeModel derives every xDS resource, each once for all proxies. Equal bytes stop the wave. */
export function encodeModel(graph: Graph, inputs: EnvoyInputs): EnvoyResources {
  const listeners = graph.derive<Gateway, XdsResource>(
    'envoy/listeners',
    inputs.gateways,
    (gateway, _key, track) => [
      ...portsOf(gateway).map(port => {
        const attached = track.fetchAll(inputs.tcpRoutes, portKey(gateway.id, port));
        const filtersOf = (table: RouteTable) =>
          track.fetchAll(inputs.chainFilters, routeTableName(itself(table)));
        const name = listenerName(itself(gateway), port);
        const refused = track.fetch(inputs.withheld, name);
        return [name, encodeListener(gateway, port, attached, filtersOf, refused)] as const;
      }),
      ...quicPortsOf(gateway).map(port => {
        const filtersOf = (table: RouteTable) => track.fetchAll(inputs.chainFilters, routeTableName(table));
        const name = quicListenerName(gateway.id, port);
        const refused = track.fetch(inputs.withheld, name);
        return [name, encodeQuicListener(gateway, port, filtersOf, refused)] as const;
      }),
      ...udpPortsOf(gateway).map(port => {
        const attached = track.fetchAll(inputs.udpRoutes, portKey(gateway.id, port));
        const name = udpListenerName(gateway.id, port);
        const refused = track.fetch(inputs.withheld, name);
        return [name, encodeUdpListener(gateway, port, attached, refused)] as const;
      }),
    ],
    options,
  );
  const routes = graph.derive<Gateway, XdsResource>(
    'envoy/routes',
    inputs.gateways,
    gateway => {
      const ofHttp = gateway.listeners.flatMap(l => (l.kind === 'http' ? [l] : []));
      return new Map(
        ofHttp.map(listener => {
          const table = routeTableOf(gateway, listener);
          const isQuic = quicListenersOf(gateway, listener.port).includes(listener);
          return [
            routeTableName(itself(table)),
            encodeRouteTable(table, originsOn(gateway, table.port), isQuic),
          ];
        }),
      );
    },
    options,
  );
  const virtualHosts = graph.group<HttpAttachment, XdsResource>(
    'envoy/virtual-hosts',
    inputs.virtualHosts,
    (name, attachments, track) => encodeVirtualHost(attachments, track.fetch(inputs.withheld, name)),
    options,
  );
  // Endpoints that are assigned are no part of a cluster: a change of them must not even encode the cluster again.
  const shapes = graph.view<Backend, Backend>('envoy/shapes', inputs.backends, backend =>
    backend.discovery === 'assigned' ? { ...backend, endpoints: [] } : backend,
  );
  const told = inputs.healthEvents === undefined ? {} : { healthEvents: inputs.healthEvents };
  const clusters = graph.group<Reached, XdsResource>(
    'envoy/clusters',
    inputs.byUse,
    (_, [first], track) => {
      if (first === undefined) return undefined;
      const { use } = first;
      if (isSharing(use)) return encodeSharing(use);
      const facets = facetsOf(use, inputs.backendFacets, track);
      const members = membersOf(use).flatMap(({ backend }) => track.fetch(shapes, backend) ?? []);
      if (members.length > 0) return encodeFailover(use, members, facets);
      const shape = track.fetch(shapes, use.backend);
      return shape && encodeCluster(shape, use, facets, told);
    },
    options,
  );
  const unzoned = graph.map<Backend, XdsResource>(
    'envoy/endpoints',
    inputs.backends,
    backend => (backend.discovery === 'assigned' ? encodeEndpoints(backend) : undefined),
    options,
  );
  const zoned = graph.group<Reached, XdsResource>(
    'envoy/endpoints-by-zone',
    inputs.byShapedUse,
    (_, [first], track) => {
      if (first === undefined || isSharing(first.use)) return undefined;
      if (speaksBoth(first.use)) return undefined;
      const zones = facetsOf(first.use, inputs.backendFacets, track).loadBalancing?.zones;
      if (zones === undefined && first.use.subset === undefined) return undefined;
      const backend = track.fetch(inputs.backends, first.use.backend);
      if (backend?.discovery !== 'assigned') return undefined;
      return encodeOwnEndpoints(backend, first.use, zones ?? useFacets(backend, {}).loadBalancing?.zones);
    },
    options,
  );
  const secrets = graph.map<Certificate | GenericSecret, XdsResource>(
    'envoy/secrets',
    inputs.certificates,
    encodeSecret,
    options,
  );
  const sharing = graph.group<Reached, XdsResource>(
    'envoy/sharing-listeners',
    inputs.bySharedUse,
    (_, [first]) => (first && isSharing(first.use) ? encodeSharingListener(first.use) : undefined),
    options,
  );
  const older = encodeOlder(graph, { ...inputs, shapes });
  const endpoints = graph.join('envoy/all-endpoints', [unzoned, zoned, older.endpoints]);
  const captured = encodeCaptures(graph, inputs);
  const pushed = encodePushedMetrics(graph, inputs.sidecars);
  return {
    listeners: graph.join('envoy/all-listeners', [
      listeners,
      sharing,
      older.listeners,
      captured.listeners,
      encodeMetricsPages(graph, inputs.sidecars),
      pushed.listeners,
    ]),
    routes,
    virtualHosts,
    clusters: graph.join('envoy/all-clusters', [
      clusters,
      older.clusters,
      captured.clusters,
      pushed.clusters,
    ]),
    endpoints,
    secrets,
    hostnames: encodeHostnames(graph, inputs.hostnames, inputs.addresses),
  };
}

/** The resources that uses which speak both versions of HTTP need in addition. */
function encodeOlder(
  graph: Graph,
  inputs: Pick<EnvoyInputs, 'byMixedUse' | 'backends' | 'backendFacets'> & { shapes: Collection<Backend> },
) {
  const each = (
    name: string,
    backends: Collection<Backend>,
    make: (backend: Backend, use: BackendUse, facets: BackendFacets) => XdsResource,
  ) =>
    graph.group<Reached, XdsResource>(
      name,
      inputs.byMixedUse,
      (_, [first], track) => {
        const backend = first && track.fetch(backends, first.use.backend);
        if (first === undefined || backend === undefined) return undefined;
        return make(backend, first.use, facetsOf(first.use, inputs.backendFacets, track));
      },
      options,
    );
  return {
    endpoints: each('envoy/mixed-endpoints', inputs.backends, (backend, use, facets) =>
      encodeOwnEndpoints(backend, use, useFacets(backend, facets).loadBalancing?.zones),
    ),
    listeners: each('envoy/older-listeners', inputs.shapes, (backend, use) =>
      encodeOlderListener(use, [backend.origin]),
    ),
    clusters: each('envoy/older-clusters', inputs.shapes, encodeOlderCluster),
  };
}

/** facetsOf is what policies say of a use. */
export function facetsOf(use: BackendUse, facets: Collection<BackendFacets>, track: Tracker): BackendFacets {
  const keys = [useKey(ofAllEndpoints(use)), ...(use.policies ?? [])];
  return mergeFacets(...keys.flatMap(key => track.fetch(facets, key) ?? []));
}
