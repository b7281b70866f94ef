import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  BandwidthLimit_EnableMode,
  BandwidthLimitSchema,
} from '#gen/envoy/extensions/filters/http/bandwidth_limit/v3/bandwidth_limit_pb.js';
import type { HttpRule } from '#model';
import type { FilterNeed } from './http-filter.ts';

const statPrefix = 'bandwidth';
const settings = anyPack(BandwidthLimitSchema, create(BandwidthLimitSchema, { statPrefix }));
const kibibyte = 1024;

/** bandwidth slows bodies down. An instance has one limit, so requests and answers have an instance each. */
export function bandwidth({ bandwidth }: HttpRule): readonly FilterNeed[] {
  const { request, response, trailerPrefix } = bandwidth ?? {};
  const trailers =
    trailerPrefix === undefined ? {} : { enableResponseTrailers: true, responseTrailerPrefix: trailerPrefix };
  return [
    ...(request === undefined ? [] : [limited('request', request, {})]),
    ...(response === undefined ? [] : [limited('response', response, trailers)]),
  ];
}

function limited(
  side: 'request' | 'response',
  bytesPerSecond: number,
  trailers: { readonly enableResponseTrailers?: boolean; readonly responseTrailerPrefix?: string },
): FilterNeed {
  const { REQUEST, RESPONSE } = BandwidthLimit_EnableMode;
  const perRoute = create(BandwidthLimitSchema, {
    statPrefix,
    enableMode: side === 'request' ? REQUEST : RESPONSE,
    limitKbps: BigInt(Math.max(1, Math.floor(bytesPerSecond / kibibyte))),
    ...trailers,
  });
  return {
    instance: ['envoy.filters.http.bandwidth_limit', side].join('/'),
    settings,
    clusters: [],
    perRoute: anyPack(BandwidthLimitSchema, perRoute),
  };
}
