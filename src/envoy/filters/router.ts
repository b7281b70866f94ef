import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import type { HttpFilterInit } from './http-filter.ts';

const typedConfig = anyPack(RouterSchema, create(RouterSchema));

/** router sends the request on. It must be the last filter. */
export function router(): HttpFilterInit {
  return { name: 'envoy.filters.http.router', configType: { case: 'typedConfig', value: typedConfig } };
}
