import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import type { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { BrotliSchema } from '#gen/envoy/extensions/compression/brotli/compressor/v3/brotli_pb.js';
import { GzipSchema } from '#gen/envoy/extensions/compression/gzip/compressor/v3/gzip_pb.js';
import { ZstdSchema } from '#gen/envoy/extensions/compression/zstd/compressor/v3/zstd_pb.js';
import { CompressorSchema } from '#gen/envoy/extensions/filters/http/compressor/v3/compressor_pb.js';
import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { adminClusterName } from '#lib/admin-cluster.ts';
import type { PageEncoding, PageSettings } from '#lib/proxy-metrics.ts';
import { socket } from './envoy-address.ts';

/** OwnAnswers is where an Envoy answers over HTTP for itself: to health checks, and to collectors of metrics. */
export interface OwnAnswers {
  readonly address: string;
  readonly port: number;
}

/** The paths of the admin interface that are shown. Others can change Envoy, and are reached from its own machine alone. */
const readiness = '/ready';
const metrics = '/stats/prometheus';

/** The messages that the listener holds in an Any. */
export const ownAnswersMessages = [
  HttpConnectionManagerSchema,
  RouterSchema,
  CompressorSchema,
  GzipSchema,
  BrotliSchema,
  ZstdSchema,
] as const;

/** ownAnswersListener shows these paths, and is exempt from connection limits: a busy Envoy is still ready. */
export function ownAnswersListener(
  { address, port }: OwnAnswers,
  { isHidden, packedBy }: PageSettings = {},
): MessageInitShape<typeof ListenerSchema> {
  const told = isHidden === true ? [readiness] : [readiness, metrics];
  const manager = create(HttpConnectionManagerSchema, {
    statPrefix: 'own-answers',
    routeSpecifier: {
      case: 'routeConfig',
      value: {
        name: 'own-answers',
        virtualHosts: [
          {
            name: 'own-answers',
            domains: ['*'],
            routes: told.map(path => ({
              match: {
                pathSpecifier: { case: 'path' as const, value: path },
                headers: [
                  {
                    name: ':method',
                    headerMatchSpecifier: {
                      case: 'stringMatch' as const,
                      value: { matchPattern: { case: 'exact' as const, value: 'GET' } },
                    },
                  },
                ],
              },
              action: {
                case: 'route' as const,
                value: { clusterSpecifier: { case: 'cluster' as const, value: adminClusterName } },
              },
            })),
          },
        ],
      },
    },
    httpFilters: [
      ...(packedBy === undefined ? [] : [packing(packedBy)]),
      {
        name: 'envoy.filters.http.router',
        configType: { case: 'typedConfig', value: anyPack(RouterSchema, create(RouterSchema)) },
      },
    ],
  });
  const filter = {
    name: 'envoy.filters.network.http_connection_manager',
    configType: { case: 'typedConfig' as const, value: anyPack(HttpConnectionManagerSchema, manager) },
  };
  return {
    name: 'own-answers',
    address: socket(address, port),
    filterChains: [{ filters: [filter] }],
    ignoreGlobalConnLimit: true,
    bypassOverloadManager: true,
  };
}

function packing({ kind, minLength }: PageEncoding) {
  const compressor = create(CompressorSchema, {
    compressorLibrary: libraries[kind],
    ...(minLength === undefined
      ? {}
      : { responseDirectionConfig: { commonConfig: { minContentLength: minLength } } }),
  });
  return {
    name: 'envoy.filters.http.compressor',
    configType: { case: 'typedConfig' as const, value: anyPack(CompressorSchema, compressor) },
  };
}

const libraries = {
  gzip: {
    name: 'envoy.compression.gzip.compressor',
    typedConfig: anyPack(GzipSchema, create(GzipSchema)),
  },
  brotli: {
    name: 'envoy.compression.brotli.compressor',
    typedConfig: anyPack(BrotliSchema, create(BrotliSchema)),
  },
  zstd: {
    name: 'envoy.compression.zstd.compressor',
    typedConfig: anyPack(ZstdSchema, create(ZstdSchema)),
  },
} as const satisfies Record<PageEncoding['kind'], object>;
