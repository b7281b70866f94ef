import { GrpcWebSchema } from '#gen/envoy/extensions/filters/http/grpc_web/v3/grpc_web_pb.js';
import { extension } from '../extension.ts';
import type { ListenerFacet } from './listener-facet.ts';

/** grpc is how gRPC is spoken with clients. */
export const grpc: ListenerFacet<'grpc'> = {
  facet: 'grpc',
  encode: ({ web }) =>
    web ? { httpFilters: [extension('envoy.filters.http.grpc_web', GrpcWebSchema, {})] } : {},
};
