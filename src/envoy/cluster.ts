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
  mergeFacets,
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

const connectTimeout = protobufDuration(10_000);
const dnsRefresh = protobufDuration(30_000);
const bufferLimit = 32_768;

/**
 * encodeCluster makes the one cluster of a backend as it is used; `facets` are what policies say of the use, and go behind
 * what they say of the backend itself. Nothing in it depends on a route. Endpoints that the control plane assigns are no part
 * of it either: a change of an endpoint leaves its bytes, and so its connection pools, alone. All uses of a backend need one
 * assignment, but those that look at zones in a way of their own, and those of some of its endpoints.
 */
export function encodeCluster(
  backend: Backend,
  use: BackendUse,
  facets: BackendFacets,
  told: Pick<EncodedFor, 'healthEvents'> = {},
): XdsResource {
  const name = clusterName(use);
  const { protocol } = use;
  const merged = mergeFacets(backend.facets ?? {}, facets);
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
  // Those that are spoken to in the older version nobody checks.
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
    // Which version is asked for over TLS is then each request's to say.
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

/** The filters that make a call of each request. */
function callOf({ lambda, hosted }: Backend): UpstreamFilters {
  if (lambda !== undefined) return lambdaCall(lambda);
  return hosted === undefined ? [] : hostedCall(hosted);
}

/** What it says itself of its key pair and of TLS goes before what whoever uses it says. */
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

/** What to ask for where nobody says: the name that is asked for over TLS, or its own. */
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

/** What is said of how to choose among endpoints and to watch them is about nobody. */
function withoutEndpoints({ cluster = {} }: ClusterPart): ClusterPart['cluster'] {
  const { loadBalancingPolicy, lbPolicy, lbConfig, healthChecks, outlierDetection, ...rest } = cluster;
  return rest;
}

/**
 * Every address of a name is an endpoint (strict DNS), looked up again when its TTL ends. Only where there is one name can it be
 * an endpoint itself.
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
