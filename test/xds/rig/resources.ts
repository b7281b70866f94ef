import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import {
  Cluster_DiscoveryType,
  Cluster_LbPolicy,
  ClusterSchema,
} from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ConfigSourceSchema } from '#gen/envoy/config/core/v3/config_source_pb.js';
import { ClusterLoadAssignmentSchema } from '#gen/envoy/config/endpoint/v3/endpoint_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import {
  type Route,
  RouteSchema,
  VirtualHostSchema,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import { RouteConfigurationSchema } from '#gen/envoy/config/route/v3/route_pb.js';
import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';

function overAds(patience = 15_000) {
  return create(ConfigSourceSchema, {
    configSourceSpecifier: { case: 'ads', value: {} },
    resourceApiVersion: 2,
    initialFetchTimeout: protobufDuration(patience),
  });
}

const ads = overAds();

function encode<D extends DescMessage>(schema: D, init: MessageInitShape<D>): Uint8Array {
  return toBinary(schema, create(schema, init), { writeUnknownFields: false });
}

function pack<D extends DescMessage>(schema: D, init: MessageInitShape<D>): Any {
  return anyPack(schema, create(schema, init));
}

/** cluster takes its endpoints over EDS. `connectTimeout` is there to be changed, `patience` how long it warms; ms. */
export function cluster(name: string, connectTimeout = 1000, patience = 15_000): XdsResource {
  return edsCluster(name, {
    edsClusterConfig: { edsConfig: overAds(patience) },
    connectTimeout: protobufDuration(connectTimeout),
  });
}

/** badCluster decodes well and is refused by Envoy: it takes its endpoints over EDS and does not say from where. */
export function badCluster(name: string): XdsResource {
  return edsCluster(name, {});
}

/** badRing is refused later than others: a ring hash with its sizes reversed. */
export function badRing(name: string): XdsResource {
  return edsCluster(name, {
    edsClusterConfig: { edsConfig: ads },
    lbPolicy: Cluster_LbPolicy.RING_HASH,
    lbConfig: { case: 'ringHashLbConfig', value: { minimumRingSize: 2000n, maximumRingSize: 1000n } },
  });
}

type ClusterFields = Omit<MessageInitShape<typeof ClusterSchema>, '$typeName' | '$unknown'>;

function edsCluster(name: string, fields: ClusterFields): XdsResource {
  return xdsResource({
    type: 'cluster',
    name,
    origins: [`/Backend/local/default/${name}`],
    assignment: name,
    bytes: encode(ClusterSchema, {
      name,
      clusterDiscoveryType: { case: 'type', value: Cluster_DiscoveryType.EDS },
      ...fields,
    }),
  });
}

export function endpoints(name: string, ...ports: readonly number[]): XdsResource {
  const lbEndpoints = ports.map(port => ({
    hostIdentifier: {
      case: 'endpoint' as const,
      value: {
        address: {
          address: {
            case: 'socketAddress' as const,
            value: { address: '127.0.0.1', portSpecifier: { case: 'portValue' as const, value: port } },
          },
        },
      },
    },
  }));
  return xdsResource({
    type: 'endpoints',
    name,
    bytes: encode(ClusterLoadAssignmentSchema, { clusterName: name, endpoints: [{ lbEndpoints }] }),
  });
}

/** listener serves HTTP on that port with the route configuration of that name. */
export function listener(name: string, port: number, routeConfigName: string): XdsResource {
  const router = { name: 'envoy.filters.http.router', configType: typed(pack(RouterSchema, {})) };
  const manager = pack(HttpConnectionManagerSchema, {
    statPrefix: name,
    routeSpecifier: { case: 'rds', value: { routeConfigName, configSource: ads } },
    httpFilters: [router],
  });
  return xdsResource({
    type: 'listener',
    name,
    bytes: encode(ListenerSchema, {
      name,
      address: {
        address: {
          case: 'socketAddress',
          value: { address: '127.0.0.1', portSpecifier: { case: 'portValue', value: port } },
        },
      },
      filterChains: [{ filters: [{ name: 'http', configType: typed(manager) }] }],
    }),
  });
}

function typed(value: Any) {
  return { case: 'typedConfig' as const, value };
}

/** route is a configuration whose virtual hosts travel on their own. `header` is there to be changed. */
export function route(name: string, header?: string): XdsResource {
  const init = {
    name,
    responseHeadersToAdd: header === undefined ? [] : [{ header: { key: 'x-route', value: header } }],
  };
  return xdsResource({
    type: 'route',
    name,
    inline: encode(RouteConfigurationSchema, init),
    bytes: encode(RouteConfigurationSchema, { ...init, vhds: { configSource: ads } }),
  });
}

/** Path prefix (or `~REGEX`) to cluster. */
export type Paths = Readonly<Record<string, string>>;

/** virtualHost: `inner` is the name inside the message, where that is to differ from the resource's. */
export function virtualHost(
  name: string,
  domain: string,
  paths: Paths,
  withheld: ReadonlyMap<string, string> = new Map(),
  inner = name,
): XdsResource {
  const all = Object.entries(paths).map(([path, to]) => {
    const one = oneRoute(path, to);
    return {
      one,
      to,
      part: { id: hashBytes(toBinary(RouteSchema, one)), origin: `/HTTPRoute/local/default${path}` },
    };
  });
  const kept = all.filter(({ part }) => !withheld.has(part.id));
  return xdsResource({
    type: 'virtualHost',
    name,
    bytes: encode(VirtualHostSchema, { name: inner, domains: [domain], routes: kept.map(({ one }) => one) }),
    requires: [...new Set(kept.map(({ to }) => to))],
    origins: kept.map(({ part }) => part.origin),
    parts: kept.map(({ part }) => part),
    withheld: all.filter(({ part }) => withheld.has(part.id)).map(({ part }) => part.id),
  });
}

function oneRoute(path: string, to: string): Route {
  const pathSpecifier = path.startsWith('~')
    ? { case: 'safeRegex' as const, value: { regex: path.slice(1) } }
    : { case: 'prefix' as const, value: path };
  return create(RouteSchema, {
    match: { pathSpecifier },
    action: { case: 'route', value: { clusterSpecifier: { case: 'cluster', value: to } } },
  });
}

/** site is all that it takes for `a.test` on a port to be answered by the upstream on another, by way of cluster `a`. */
export function site(port: number, upstream: number): readonly XdsResource[] {
  return [
    cluster('a'),
    endpoints('a', upstream),
    listener('web', port, 'web'),
    route('web'),
    virtualHost('web/a', 'a.test', { '/': 'a' }),
  ];
}
