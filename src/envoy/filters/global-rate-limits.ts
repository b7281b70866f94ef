import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import type {
  RateLimit_OverrideSchema,
  RateLimitSchema,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import {
  RateLimitSchema as FilterSchema,
  RateLimitPerRouteSchema,
} from '#gen/envoy/extensions/filters/http/ratelimit/v3/rate_limit_pb.js';
import { RateLimitUnit as Unit } from '#gen/envoy/type/v3/ratelimit_unit_pb.js';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type {
  GlobalRateLimitRule,
  GlobalRateLimits,
  HttpRule,
  RateLimitService,
  RateLimitUnit,
} from '#model';
import { clusterName } from '../names.ts';
import type { FilterNeed } from './http-filter.ts';
import { always, describe, hits, told } from './rate-limit-actions.ts';
import { askedToCount } from './rate-limit-service.ts';

const filter = 'envoy.filters.http.ratelimit';
/** The domain by which the service knows our limits. They come with each question, so it needs no other configuration. */
const domain = 'fairlead';

/** globalRateLimits asks a service whether a request may pass. Rules that only count have an instance that turns nobody away. */
export function globalRateLimits({ globalRateLimits }: HttpRule, route: ResourceKey): readonly FilterNeed[] {
  if (globalRateLimits === undefined) return [];
  const { service } = globalRateLimits;
  const indexed = globalRateLimits.rules.map((rule, i) => ({ rule, i }));
  const need = (isShadow: boolean): FilterNeed[] => {
    const rules = indexed.filter(({ rule }) => rule.isShadow === isShadow);
    if (rules.length === 0) return [];
    const rateLimits = rules.flatMap(({ rule, i }) =>
      counted(rule, i, scopeOf(globalRateLimits, rule, route)),
    );
    const perRoute = create(RateLimitPerRouteSchema, { rateLimits });
    return [
      {
        instance: isShadow ? `${filter}/shadow` : filter,
        settings: anyPack(FilterSchema, create(FilterSchema, settingsOf(service, isShadow))),
        clusters: [clusterName(service.use)],
        perRoute: anyPack(RateLimitPerRouteSchema, perRoute),
      },
    ];
  };
  return [...need(false), ...need(true)];
}

function settingsOf(service: RateLimitService, isShadow: boolean): MessageInitShape<typeof FilterSchema> {
  return {
    domain,
    ...askedToCount(isShadow ? { ...service, failsClosed: false } : service),
    ...(isShadow ? { filterEnforced: { defaultValue: { numerator: 0 } } } : {}),
  };
}

/** A shared limit is counted once for its policy, any other for each route by itself. */
function scopeOf({ owner }: GlobalRateLimits, { isShared }: GlobalRateLimitRule, route: ResourceKey) {
  if (isShared) return always(owner.name, owner.namespace);
  const { kind, namespace, name } = parseResourceKey(route);
  return always([kind.toLowerCase(), namespace, name].join('/'));
}

type Counted = MessageInitShape<typeof RateLimitSchema>;

function counted(rule: GlobalRateLimitRule, index: number, scope: ReturnType<typeof always>): Counted[] {
  const { cost, answerCost } = rule;
  const common = {
    actions: [...scope.actions, ...describe(rule, index).actions],
    limit: { overrideSpecifier: limitOf(rule) },
    xRatelimitOption: told(rule),
  };
  return [
    { ...common, ...(cost === undefined ? {} : { hitsAddend: hits(cost) }) },
    ...(answerCost === undefined
      ? []
      : [{ ...common, hitsAddend: hits(answerCost), applyOnStreamDone: true }]),
  ];
}

type Limit = NonNullable<MessageInitShape<typeof RateLimit_OverrideSchema>['overrideSpecifier']>;

function limitOf({ limitFrom, requests, unit }: GlobalRateLimitRule): Limit {
  if (limitFrom === undefined)
    return { case: 'rateLimit', value: { requestsPerUnit: requests, unit: units[unit] } };
  const path = [{ segment: { case: 'key', value: limitFrom.key } as const }];
  return { case: 'dynamicMetadata', value: { metadataKey: { key: limitFrom.namespace, path } } };
}

const units: Readonly<Record<RateLimitUnit, Unit>> = {
  second: Unit.SECOND,
  minute: Unit.MINUTE,
  hour: Unit.HOUR,
  day: Unit.DAY,
  // Nobody asks for it: translation refuses it, as there is no word for it.
  week: Unit.UNKNOWN,
  month: Unit.MONTH,
  year: Unit.YEAR,
};
