import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { LocalRateLimitSchema } from '#gen/envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { HttpRule, RequestRate } from '#model';
import { headersToAdd } from '../headers.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.local_ratelimit/rate';
const statPrefix = 'rate';
const settings = anyPack(LocalRateLimitSchema, create(LocalRateLimitSchema, { statPrefix }));
const always = { defaultValue: { numerator: 100 } };

/** requestRate lets so many requests of a rule pass. */
export function requestRate({ requestRate }: HttpRule): readonly FilterNeed[] {
  if (requestRate === undefined) return [];
  return [
    { instance, settings, clusters: [], perRoute: anyPack(LocalRateLimitSchema, bounded(requestRate)) },
  ];
}

function bounded({ requests, interval, status, headers }: RequestRate) {
  return create(LocalRateLimitSchema, {
    statPrefix,
    tokenBucket: { maxTokens: requests, tokensPerFill: requests, fillInterval: protobufDuration(interval) },
    filterEnabled: always,
    filterEnforced: always,
    ...(status === undefined ? {} : { status: { code: status } }),
    responseHeadersToAdd: headersToAdd(headers),
  });
}
