import { create } from '@bufbuild/protobuf';
import { AnySchema, anyPack } from '@bufbuild/protobuf/wkt';
import { FilterConfigSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';

/** switchedOn is what a route says of a filter that has no settings for routes: no more than that it is on. */
export const switchedOn = anyPack(
  FilterConfigSchema,
  create(FilterConfigSchema, { config: create(AnySchema) }),
);
