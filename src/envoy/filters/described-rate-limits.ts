import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  RateLimitSchema as FilterSchema,
  RateLimit_XRateLimitHeadersRFCVersion,
  RateLimitPerRouteSchema,
} from '#gen/envoy/extensions/filters/http/ratelimit/v3/rate_limit_pb.js';
import type { DescribedRateLimits, DescriptorEntry, HttpRule } from '#model';
import { fraction } from '../fraction.ts';
import { clusterName, filterInstance } from '../names.ts';
import type { FilterNeed } from './http-filter.ts';
import { type Action, action } from './rate-limit-actions.ts';
import { askedToCount } from './rate-limit-service.ts';

/** describedRateLimits asks a service by descriptors. The service stands in the chain, so each owner has an instance. */
export function describedRateLimits({ describedRateLimits }: HttpRule): readonly FilterNeed[] {
  if (describedRateLimits === undefined) return [];
  const { owner, value } = describedRateLimits;
  const perRoute = create(RateLimitPerRouteSchema, {
    rateLimits: value.descriptors.map(entries => ({ actions: entries.map(actionOf) })),
  });
  return [
    {
      instance: filterInstance('envoy.filters.http.ratelimit', owner),
      settings: anyPack(FilterSchema, settingsOf(value)),
      clusters: [clusterName(value.service.use)],
      perRoute: anyPack(RateLimitPerRouteSchema, perRoute),
    },
  ];
}

function settingsOf({ service, domain, tells, considered, enforced }: DescribedRateLimits) {
  const { DRAFT_VERSION_03, OFF } = RateLimit_XRateLimitHeadersRFCVersion;
  return create(FilterSchema, {
    domain,
    ...askedToCount(service),
    enableXRatelimitHeaders: tells ? DRAFT_VERSION_03 : OFF,
    ...(considered === undefined ? {} : { filterEnabled: { defaultValue: fraction(considered) } }),
    ...(enforced === undefined ? {} : { filterEnforced: { defaultValue: fraction(enforced) } }),
  });
}

function actionOf(entry: DescriptorEntry): Action {
  switch (entry.kind) {
    case 'fixed':
      return action({
        case: 'genericKey',
        value: { descriptorKey: entry.key, descriptorValue: entry.value },
      });
    case 'header':
      return action({
        case: 'requestHeaders',
        value: { headerName: entry.name, descriptorKey: entry.key },
      });
    case 'client':
      return action({ case: 'remoteAddress', value: {} });
  }
}
