import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  BufferPerRouteSchema,
  BufferSchema,
} from '#gen/envoy/extensions/filters/http/buffer/v3/buffer_pb.js';
import type { HttpRule } from '#model';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.buffer';
/** Envoy requires a limit in the chain, and each rule brings its own. */
const settings = anyPack(BufferSchema, create(BufferSchema, { maxRequestBytes: 1 }));

/**
 * requestBuffer waits for the whole of a request that is forwarded. A request that the proxy answers itself is not held back: one
 * for a websocket, which has no end, would get no answer.
 */
export function requestBuffer({ requestBuffer, action }: HttpRule): readonly FilterNeed[] {
  if (requestBuffer === undefined || action.kind !== 'forward') return [];
  const perRoute = create(BufferPerRouteSchema, {
    override: { case: 'buffer', value: { maxRequestBytes: requestBuffer.limit } },
  });
  return [{ instance, settings, clusters: [], perRoute: anyPack(BufferPerRouteSchema, perRoute) }];
}
