import { FilterConfigSchema } from '#gen/envoy/extensions/filters/http/grpc_stats/v3/config_pb.js';
import { extension } from '../extension.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** grpcStatistics counts calls of gRPC. */
export const grpcStatistics: ListenerFacet<'grpcStatistics'> = {
  facet: 'grpcStatistics',
  encode: () => ({
    httpFilters: [
      extension('envoy.filters.http.grpc_stats', FilterConfigSchema, {
        perMethodStatSpecifier: { case: 'statsForAllMethods', value: { value: true } },
        enableUpstreamStats: true,
      }),
    ],
  }),
};
