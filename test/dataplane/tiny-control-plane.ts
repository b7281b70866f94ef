import { create, createRegistry, fromBinary, fromJson, toBinary } from '@bufbuild/protobuf';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import {
  DeltaDiscoveryRequestSchema,
  DeltaDiscoveryResponseSchema,
} from '#gen/envoy/service/discovery/v3/discovery_pb.js';

/** What one proxy is to be: a listener on each port, all of whose requests go to one upstream. */
export interface TinyProxy {
  readonly ports: readonly number[];
  readonly upstream: number;
}

export interface TinyControlPlane {
  /** `node.cluster` of every stream that was opened, in order. */
  readonly streams: readonly string[];
  /** Error messages of rejected responses. */
  readonly rejections: readonly string[];
  close(): void;
}

/**
 * startTinyControlPlane is a delta ADS server of some lines: it answers the first request of each type on a stream with all
 * that the proxy named by `node.cluster` is to have, and never anything again. It stands in for the control plane where
 * what is tested is beside Envoy, not before it.
 */
export async function startTinyControlPlane(
  address: string,
  proxies: Readonly<Record<string, TinyProxy>>,
): Promise<TinyControlPlane> {
  const streams: string[] = [];
  const rejections: string[] = [];
  const server = new Server();
  server.register(
    '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources',
    (stream: ServerDuplexStream<Buffer, Buffer>) => {
      let proxy: TinyProxy | undefined;
      const answered = new Set<string>();
      stream.on('data', (bytes: Buffer) => {
        const request = fromBinary(DeltaDiscoveryRequestSchema, bytes);
        if (request.node !== undefined) {
          streams.push(request.node.cluster);
          proxy = proxies[request.node.cluster];
        }
        if (request.errorDetail !== undefined) rejections.push(request.errorDetail.message);
        if (proxy === undefined || answered.has(request.typeUrl)) return;
        answered.add(request.typeUrl);
        const resources = resourcesOf(request.typeUrl, proxy);
        const response = create(DeltaDiscoveryResponseSchema, {
          typeUrl: request.typeUrl,
          nonce: request.typeUrl,
          resources: resources.map(([name, resource]) => ({ name, version: '1', resource })),
        });
        stream.write(Buffer.from(toBinary(DeltaDiscoveryResponseSchema, response)));
      });
      stream.on('error', () => {});
      stream.on('end', () => stream.end());
    },
    (bytes: Buffer) => bytes,
    (bytes: Buffer) => bytes,
    'bidi',
  );
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), error =>
      error ? reject(error) : resolve(),
    );
  });
  return { streams, rejections, close: () => server.forceShutdown() };
}

function resourcesOf(typeUrl: string, proxy: TinyProxy): readonly (readonly [string, Any])[] {
  if (typeUrl.endsWith('.Cluster')) return [['upstream', anyPack(ClusterSchema, cluster(proxy.upstream))]];
  if (typeUrl.endsWith('.Listener')) {
    return proxy.ports.map(port => [`port-${port}`, anyPack(ListenerSchema, listener(port))]);
  }
  return [];
}

function cluster(port: number) {
  return fromJson(ClusterSchema, {
    name: 'upstream',
    type: 'STATIC',
    connectTimeout: '1s',
    loadAssignment: {
      clusterName: 'upstream',
      endpoints: [{ lbEndpoints: [{ endpoint: { address: socket(port) } }] }],
    },
  });
}

function listener(port: number) {
  const manager = {
    '@type': `type.googleapis.com/${HttpConnectionManagerSchema.typeName}`,
    statPrefix: 'tiny',
    routeConfig: {
      virtualHosts: [
        {
          name: 'all',
          domains: ['*'],
          routes: [{ match: { prefix: '/' }, route: { cluster: 'upstream' } }],
        },
      ],
    },
    httpFilters: [
      { name: 'router', typedConfig: { '@type': `type.googleapis.com/${RouterSchema.typeName}` } },
    ],
  };
  return fromJson(
    ListenerSchema,
    {
      name: `port-${port}`,
      address: socket(port),
      filterChains: [{ filters: [{ name: 'http', typedConfig: manager }] }],
    },
    { registry: createRegistry(HttpConnectionManagerSchema, RouterSchema) },
  );
}

function socket(port: number) {
  return { socketAddress: { address: '127.0.0.1', portValue: port } };
}
