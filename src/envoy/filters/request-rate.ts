import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { LocalRateLimitSchema } from '#gen/envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { HttpRule, RequestRate } from '#model';
import { fraction } from '../fraction.ts';
import { headersToAdd } from '../headers.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.local_ratelimit/rate';
const statPrefix = 'rate';
const settings = anyPack(LocalRateLimitSchema, create(LocalRateLimitSchema, { statPrefix }));

/** requestRate bounds how many requests of a rule pass in a time. */
export function requestRate({ requestRate }: HttpRule): readonly FilterNeed[] {
  if (requestRate === undefined) return [];
  return [
    { instance, settings, clusters: [], perRoute: anyPack(LocalRateLimitSchema, bounded(requestRate)) },
  ];
}

function bounded(rate: RequestRate) {
  const { requests, interval, burst = requests, considered = 100, enforced = 100, status, headers } = rate;
  return create(LocalRateLimitSchema, {
    statPrefix,
    tokenBucket: { maxTokens: burst, tokensPerFill: requests, fillInterval: protobufDuration(interval) },
    filterEnabled: { defaultValue: fraction(considered) },
    filterEnforced: { defaultValue: fraction(enforced) },
    ...(status === undefined ? {} : { status: { code: status } }),
    responseHeadersToAdd: headersToAdd(headers),
  });
}
