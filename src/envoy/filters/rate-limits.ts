import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import {
  RateLimit_Action_MetaData_Source,
  type RateLimit_HitsAddendSchema,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import type { LocalRateLimitDescriptorSchema } from '#gen/envoy/extensions/common/ratelimit/v3/ratelimit_pb.js';
import { LocalRateLimitSchema } from '#gen/envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { HttpRoute, HttpRule, RateLimitRule, RateLimits, RateLimitUnit } from '#model';
import type { FilterNeed } from './http-filter.ts';
import { action, type Described, describe, hits, told } from './rate-limit-actions.ts';

/** The filter with which a proxy counts by itself, without a service. */
export const localRateLimit = 'envoy.filters.http.local_ratelimit';
const statPrefix = 'http_local_rate_limiter';
const settings = anyPack(LocalRateLimitSchema, create(LocalRateLimitSchema, { statPrefix }));
const always = { defaultValue: { numerator: 100 } };
/** The bucket of requests that no rule counts: all of them pass. */
const unbounded = {
  maxTokens: 4_294_967_295,
  tokensPerFill: 4_294_967_295,
  fillInterval: protobufDuration(1000),
};
/** How many values are counted each by itself; beyond that, the least recently seen are forgotten. As in Envoy Gateway. */
const mostValues = 10_000;

/** rateLimits counts requests. What is counted stands in the virtual host, so that all entries of a route share a bucket. */
export function rateLimits({ rateLimits }: HttpRule): readonly FilterNeed[] {
  return rateLimits === undefined ? [] : [{ instance: localRateLimit, settings, clusters: [] }];
}

const namespace = 'fairlead.rate-limits';
const shared = 'shared';

/** limitsTold is the metadata by which route entries are told apart where requests are counted. */
export function limitsTold({ rateLimits }: HttpRule, route: ResourceKey) {
  if (rateLimits === undefined) return {};
  const names = { route, shared };
  return { [namespace]: { [rateLimits.owner]: names } };
}

/** limitsOfHost is what is counted of the requests to a virtual host; undefined where nothing is. */
export function limitsOfHost(routes: readonly HttpRoute[]): Any | undefined {
  const limited = routes.flatMap(({ origin, rules }) =>
    rules.flatMap(({ rateLimits }) => (rateLimits === undefined ? [] : [{ origin, rateLimits }])),
  );
  if (limited.length === 0) return undefined;
  const byOwner = new Map(limited.map(({ rateLimits }) => [rateLimits.owner, rateLimits]));
  const buckets = new Map(limited.flatMap(({ origin, rateLimits }) => bucketsOf(rateLimits, origin)));
  return anyPack(
    LocalRateLimitSchema,
    create(LocalRateLimitSchema, {
      statPrefix,
      tokenBucket: unbounded,
      alwaysConsumeDefaultTokenBucket: false,
      filterEnabled: always,
      filterEnforced: always,
      maxDynamicDescriptors: mostValues,
      descriptors: [...buckets.values()],
      rateLimits: [...byOwner.values()].flatMap(({ owner, rules }) =>
        rules.map((rule, i) => ({
          actions: [whose(owner, rule), ...describe(rule, i).actions],
          xRatelimitOption: told(rule),
          ...costOf(rule),
        })),
      ),
    }),
  );
}

function whose(owner: string, rule: RateLimitRule) {
  const path = [owner, rule.isShared ? 'shared' : 'route'].map(
    key => ({ segment: { case: 'key', value: key } }) as const,
  );
  return action({
    case: 'metadata',
    value: {
      descriptorKey: owner,
      metadataKey: { key: namespace, path },
      source: RateLimit_Action_MetaData_Source.ROUTE_ENTRY,
    },
  });
}

type Bucket = MessageInitShape<typeof LocalRateLimitDescriptorSchema>;

function bucketsOf({ owner, rules }: RateLimits, route: ResourceKey): [string, Bucket][] {
  return rules.map((rule, i) => {
    const scope = { key: owner, value: rule.isShared ? shared : route };
    const { entries }: Described = describe(rule, i);
    return [
      [scope.key, scope.value, i].join('\n'),
      { entries: [scope, ...entries], tokenBucket: bucketOf(rule), shadowMode: rule.isShadow },
    ];
  });
}

const second = 1000;
const day = 86_400 * second;
const intervals: Readonly<Record<RateLimitUnit, number>> = {
  second,
  minute: 60 * second,
  hour: 3600 * second,
  day,
  week: 7 * day,
  month: 30 * day,
  year: 365 * day,
};

function bucketOf({ requests, unit }: RateLimitRule) {
  const tokens = Math.max(1, requests);
  return { maxTokens: tokens, tokensPerFill: tokens, fillInterval: protobufDuration(intervals[unit]) };
}

/** Envoy has no bucket of size 0: where none may pass, each request costs more than its bucket of 1 can hold. */
function costOf({ requests, cost }: RateLimitRule): {
  readonly hitsAddend?: MessageInitShape<typeof RateLimit_HitsAddendSchema>;
} {
  if (requests === 0) return { hitsAddend: { number: 2n } };
  return cost === undefined ? {} : { hitsAddend: hits(cost) };
}
