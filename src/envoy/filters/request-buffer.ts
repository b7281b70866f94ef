import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  BufferPerRouteSchema,
  BufferSchema,
} from '#gen/envoy/extensions/filters/http/buffer/v3/buffer_pb.js';
import type { HttpRule } from '#model';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.buffer';
/** Envoy wants a limit in the chain, and each rule brings its own. */
const settings = anyPack(BufferSchema, create(BufferSchema, { maxRequestBytes: 1 }));

/**
 * requestBuffer waits for the whole of a request that goes on. What is answered at once waits for nothing: a request for a websocket,
 * which has no end, would have no answer.
 */
export function requestBuffer({ requestBuffer, action }: HttpRule): readonly FilterNeed[] {
  if (requestBuffer === undefined || action.kind !== 'forward') return [];
  const perRoute = create(BufferPerRouteSchema, {
    override: { case: 'buffer', value: { maxRequestBytes: requestBuffer.limit } },
  });
  return [{ instance, settings, clusters: [], perRoute: anyPack(BufferPerRouteSchema, perRoute) }];
}
