import {
  Cluster_DiscoveryType,
  Cluster_LbPolicy,
  ClusterSchema,
} from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { DnsLookupFamily } from '#gen/envoy/extensions/clusters/common/dns/v3/dns_pb.js';
import { DnsClusterSchema } from '#gen/envoy/extensions/clusters/dns/v3/dns_cluster_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import {
  type Backend,
  type BackendFacets,
  type BackendUse,
  type Endpoint,
  originsOf,
  speaksBoth,
  type Zones,
} from '#model';
import {
  type ClusterPart,
  circuitBreakersByDefault,
  clusterPartOf,
  type EncodedFor,
} from './backend-facets/index.ts';
import { ads } from './config-source.ts';
import { dynamicCluster } from './dynamic-forward-proxy.ts';
import { encode, pack } from './encode.ts';
import { loadAssignment } from './endpoints.ts';
import { watching } from './failover-cluster.ts';
import { hostedCall, hostedMetadata } from './hosted-call.ts';
import { lambdaCall } from './lambda-call.ts';
import { calledFrom } from './mesh/called-from.ts';
import { assignmentName, clusterKey, clusterName } from './names.ts';
import { olderSocket } from './older-endpoints.ts';
import { type UpstreamFilters, upstreamHttp } from './upstream-http.ts';
import { upstreamSocket } from './upstream-socket.ts';
import { useFacets } from './use-facets.ts';

const connectTimeout = protobufDuration(10_000);
const dnsRefresh = protobufDuration(30_000);
const bufferLimit = 32_768;

/**
 * encodeCluster makes the one cluster of a backend as it is used; `facets` are what policies say of the use, and yield to
 * what they say of the backend itself. Nothing in it depends on a route. Endpoints that the control plane assigns are no part
 * of it either: a change of an endpoint leaves its bytes, and so its connection pools, alone. All uses of a backend share one
 * assignment, except those with zones of their own, those that speak both versions of HTTP, and those of some of its endpoints.
 */
export function encodeCluster(
  backend: Backend,
  use: BackendUse,
  facets: BackendFacets,
  told: Pick<EncodedFor, 'healthEvents'> = {},
): XdsResource {
  const name = clusterName(use);
  const { protocol } = use;
  const merged = useFacets(backend, facets);
  const zones = merged.loadBalancing?.zones;
  const hasOwnZones = zones !== undefined && zones === facets.loadBalancing?.zones;
  const part = clusterPartOf(merged, {
    isHttp2: protocol === 'http2',
    ...hostOf(backend),
    ...told,
    ...(merged.healthLog === undefined ? {} : { healthLog: merged.healthLog }),
  });
  const oneAddress = part.isOneAddress === true ? backend.serviceAddress : undefined;
  const assignment =
    backend.discovery === 'assigned' && oneAddress === undefined
      ? hasOwnZones || speaksBoth(use) || use.subset !== undefined
        ? name
        : assignmentName(backend)
      : undefined;
  const isChecked = part.cluster?.healthChecks !== undefined;
  // Where both versions are spoken, nobody checks the endpoints that speak the older one: they are watched instead.
  const hasStandIns = backend.hasPriorities === true || (zones?.kind === 'near' && zones.beyond.length > 0);
  const isWatched = isChecked ? speaksBoth(use) : use.isWatched === true || hasStandIns;
  const bytes = encode(ClusterSchema, {
    name,
    connectTimeout,
    perConnectionBufferLimitBytes: bufferLimit,
    ignoreHealthOnHostRemoval: true,
    lbPolicy: Cluster_LbPolicy.LEAST_REQUEST,
    circuitBreakers: circuitBreakersByDefault,
    ...(oneAddress === undefined
      ? discovery(backend, { name, assignment, zones }, part.dns)
      : fixedAt(name, oneAddress)),
    ...(isWatched ? watching : {}),
    ...(backend.hosted === undefined ? {} : hostedMetadata(backend.hosted)),
    ...(backend.calledFrom === undefined ? {} : calledFrom(backend.calledFrom)),
    ...(backend.discovery === 'by-request' ? withoutEndpoints(part) : part.cluster),
    ...upstreamHttp(
      protocol,
      backend.tls,
      speaksBoth(use) ? { ...part, followsClient: false } : part,
      callOf(backend),
    ),
    // Where the client's version is followed, each request decides which version is asked for over TLS.
    ...upstreamSocket(
      part.followsClient === true && !speaksBoth(use) && (protocol === 'http1' || protocol === 'http2')
        ? 'auto'
        : protocol,
      shown(backend, part),
      part.proxyProtocol,
    ),
    ...(speaksBoth(use) ? { transportSocketMatches: [olderSocket] } : {}),
  });
  return xdsResource({
    type: 'cluster',
    name,
    key: clusterKey(use),
    bytes,
    origins: [backend.origin, ...originsOf(use)],
    ...(assignment === undefined ? {} : { assignment }),
    ...(assignment === name ? { assignmentKey: clusterKey(use) } : {}),
  });
}

/** The upstream filters that turn each request into a call of a hosted service or function. */
function callOf({ lambda, hosted }: Backend): UpstreamFilters {
  if (lambda !== undefined) return lambdaCall(lambda);
  return hosted === undefined ? [] : hostedCall(hosted);
}

/** What the backend itself says of its client certificate and of TLS wins over what is said of its use. */
function shown(backend: Backend, { clientCertificate, tls = {} }: ClusterPart): Backend {
  if (backend.tls === undefined) return backend;
  const parameters = { ...tls.parameters, ...backend.tls.parameters };
  return {
    ...backend,
    tls: { ...(clientCertificate && { clientCertificate }), ...tls, ...backend.tls, parameters },
  };
}

function fixedAt(name: string, endpoint: Endpoint) {
  return {
    clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.STATIC },
    loadAssignment: loadAssignment(name, { endpoints: [endpoint] }),
  } as const;
}

/** The host to ask for where nothing else names one: the server name of TLS, or the backend's own name. */
function hostOf({ key, tls, hostname }: Backend): { readonly host: string } {
  if (tls?.serverName.kind === 'fixed') return { host: tls.serverName.name };
  if (hostname !== undefined) return { host: hostname };
  // Envoy would say the cluster's name, which has slashes: servers turn such a host away.
  const [, , namespace, name] = key.split('/');
  return { host: `${name}.${namespace}` };
}

interface Found {
  readonly name: string;
  /** The assignment that its endpoints come with, where they are assigned. */
  readonly assignment: string | undefined;
  readonly zones: Zones | undefined;
}

function discovery(backend: Backend, { name, assignment, zones }: Found, dns: ClusterPart['dns']) {
  switch (backend.discovery) {
    case 'assigned':
      return {
        clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.EDS },
        edsClusterConfig: {
          edsConfig: ads,
          ...(assignment === undefined || assignment === name ? {} : { serviceName: assignment }),
        },
      } as const;
    case 'by-request':
      return dynamicCluster;
    case 'proxy-dns':
      return {
        clusterDiscoveryType: {
          case: 'clusterType',
          value: { name: 'envoy.cluster.dns', typedConfig: dnsCluster(dns, backend.endpoints.length) },
        },
        loadAssignment: loadAssignment(name, backend, zones),
      } as const;
  }
}

/** Leaves out how to choose among endpoints and how to watch them: such a cluster has no endpoints of its own. */
function withoutEndpoints({ cluster = {} }: ClusterPart): ClusterPart['cluster'] {
  const { loadBalancingPolicy, lbPolicy, lbConfig, healthChecks, outlierDetection, ...rest } = cluster;
  return rest;
}

/**
 * Every address of a name is an endpoint (strict DNS), looked up again when its TTL ends. Only where there is a single name can
 * the name itself be the endpoint (logical DNS).
 */
function dnsCluster(settings: ClusterPart['dns'], names: number) {
  return pack(DnsClusterSchema, {
    dnsRefreshRate: dnsRefresh,
    respectDnsTtl: true,
    dnsLookupFamily: DnsLookupFamily.V4_PREFERRED,
    ...settings,
    ...(names === 1 ? {} : { allAddressesInSingleEndpoint: false }),
  });
}
