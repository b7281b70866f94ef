import type { MessageInitShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import type { RateLimit_ActionSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import { XRateLimitHeadersRFCVersion } from '#gen/envoy/extensions/common/ratelimit/v3/ratelimit_pb.js';
import { LocalRateLimitSchema } from '#gen/envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { HttpRule, RateLimitCondition, RateLimitRule, RateLimits } from '#model';
import { maskedAddress } from '../masked-address.ts';
import { pathRegex } from '../path-regex.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.local_ratelimit';
const statPrefix = 'http_local_rate_limiter';
const settings = anyPack(LocalRateLimitSchema, create(LocalRateLimitSchema, { statPrefix }));
const always = { defaultValue: { numerator: 100 } };
/** Of what no rule counts, as much passes as comes. */
const unbounded = {
  maxTokens: 4_294_967_295,
  tokensPerFill: 4_294_967_295,
  fillInterval: protobufDuration(1000),
};

/** rateLimits counts requests by rules, each of which is a descriptor of its own, whatever its conditions are. */
export function rateLimits({ rateLimits }: HttpRule): readonly FilterNeed[] {
  if (rateLimits === undefined) return [];
  return [{ instance, settings, clusters: [], perRoute: anyPack(LocalRateLimitSchema, counted(rateLimits)) }];
}

function counted({ rules, tells }: RateLimits) {
  const described = rules.map(describe);
  return create(LocalRateLimitSchema, {
    statPrefix,
    tokenBucket: unbounded,
    alwaysConsumeDefaultTokenBucket: false,
    filterEnabled: always,
    filterEnforced: always,
    descriptors: described.map(({ entries }, i) => ({ entries, tokenBucket: bucketOf(rules[i]) })),
    rateLimits: described.map(({ actions }, i) => ({
      actions,
      // Envoy knows no bucket without room: who asks for more than there is room for never passes.
      ...(rules[i]?.requests === 0 ? { hitsAddend: { number: 2n } } : {}),
    })),
    ...(tells ? { enableXRatelimitHeaders: XRateLimitHeadersRFCVersion.DRAFT_VERSION_03 } : {}),
  });
}

function bucketOf(rule: RateLimitRule | undefined) {
  const { requests, interval } = rule ?? { requests: 0, interval: 1000 };
  const tokens = Math.max(1, requests);
  return { maxTokens: tokens, tokensPerFill: tokens, fillInterval: protobufDuration(interval) };
}

type Action = MessageInitShape<typeof RateLimit_ActionSchema>;

/** Entry is what an action adds where its condition holds: without a value, each value has a bucket of its own. */
interface Entry {
  readonly key: string;
  readonly value?: string;
}

interface Described {
  readonly entries: Entry[];
  readonly actions: Action[];
}

function describe({ conditions }: RateLimitRule, index: number): Described {
  const rule = { key: 'rule', value: String(index) };
  const named = action({
    case: 'genericKey',
    value: { descriptorKey: rule.key, descriptorValue: rule.value },
  });
  const parts = conditions.map((condition, i) => conditionOf(condition, `condition-${i}`));
  return {
    entries: [rule, ...parts.flatMap(({ entries }) => entries)],
    actions: [named, ...parts.flatMap(({ actions }) => actions)],
  };
}

function action(actionSpecifier: NonNullable<Action['actionSpecifier']>): Action {
  return { actionSpecifier };
}

function conditionOf(condition: RateLimitCondition, key: string): Described {
  const holds = { key, value: 'holds' };
  const tested = { descriptorKey: key, descriptorValue: holds.value };
  const header = (name: string, stringMatch: Text, isInverted: boolean): Described => ({
    entries: [holds],
    actions: [
      action({
        case: 'headerValueMatch',
        value: {
          ...tested,
          expectMatch: !isInverted,
          headers: [{ name, headerMatchSpecifier: { case: 'stringMatch', value: stringMatch } }],
        },
      }),
    ],
  });
  switch (condition.kind) {
    case 'header':
      return header(condition.name, text(condition), condition.isInverted);
    case 'method':
      return header(':method', regex(condition.oneOf.join('|')), condition.isInverted);
    case 'path':
      return header(':path', regex(pathRegex(condition.path)), condition.isInverted);
    case 'query':
      return {
        entries: [holds],
        actions: [
          action({
            case: 'queryParameterValueMatch',
            value: {
              ...tested,
              expectMatch: !condition.isInverted,
              queryParameters: [
                {
                  name: condition.name,
                  queryParameterMatchSpecifier: { case: 'stringMatch', value: text(condition) },
                },
              ],
            },
          }),
        ],
      };
    case 'each':
      return {
        entries: [{ key }],
        actions: [
          condition.of === 'header'
            ? action({ case: 'requestHeaders', value: { headerName: condition.name, descriptorKey: key } })
            : action({
                case: 'queryParameters',
                value: { queryParameterName: condition.name, descriptorKey: key },
              }),
        ],
      };
    case 'client':
      return client(condition);
  }
}

/** Envoy cuts the client's address down to as many bits, and compares what is left. */
function client({ range, each }: Extract<RateLimitCondition, { kind: 'client' }>): Described {
  const isV6 = range.address.includes(':');
  const value = isV6 ? { v6PrefixMaskLen: range.bits } : { v4PrefixMaskLen: range.bits };
  return {
    entries: [
      { key: 'masked_remote_address', value: maskedAddress(range) },
      ...(each ? [{ key: 'remote_address' }] : []),
    ],
    actions: [
      action({ case: 'maskedRemoteAddress', value }),
      ...(each ? [action({ case: 'remoteAddress', value: {} })] : []),
    ],
  };
}

type Text =
  | ReturnType<typeof regex>
  | { readonly matchPattern: { readonly case: 'exact'; readonly value: string } };

function text({ is, value }: Extract<RateLimitCondition, { kind: 'header' | 'query' }>): Text {
  return is === 'exact' ? { matchPattern: { case: 'exact', value } } : regex(value);
}

function regex(expression: string) {
  return { matchPattern: { case: 'safeRegex', value: { regex: expression } } } as const;
}
