import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  type RateLimit_ActionSchema,
  type RateLimit_HitsAddendSchema,
  RateLimit_XRateLimitOption,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import type { HeaderTest, RateLimitCondition, RateLimitCost, RateLimitRule } from '#model';
import { headerMatcher } from '../header-matcher.ts';
import { pathRegex } from '../path-regex.ts';
import { textMatcher } from '../text-matcher.ts';

export type Action = MessageInitShape<typeof RateLimit_ActionSchema>;

/** Entry is the descriptor entry of an action whose condition holds; without `value`, each value counts by itself. */
export interface Entry {
  readonly key: string;
  readonly value?: string;
}

/** Described names what a rule counts: by the descriptor entries that its actions add. */
export interface Described {
  readonly entries: Entry[];
  readonly actions: Action[];
}

/** describe names what a rule counts, as Envoy Gateway does: `rule-0-match-1` is for the first rule's second condition. */
export function describe({ conditions }: RateLimitRule, rule: number): Described {
  if (conditions.length === 0) return always(`rule-${rule}-match--1`);
  const parts = conditions.map((condition, i) => conditionOf(condition, `rule-${rule}-match-${i}`));
  return {
    entries: parts.flatMap(({ entries }) => entries),
    actions: parts.flatMap(({ actions }) => actions),
  };
}

/** always adds an entry to whatever is counted. */
export function always(key: string, value = key): Described {
  return {
    entries: [{ key, value }],
    actions: [action({ case: 'genericKey', value: { descriptorKey: key, descriptorValue: value } })],
  };
}

/** told is whether clients are told of a rule; what counts for nothing tells nobody. */
export function told({ tells }: RateLimitRule): RateLimit_XRateLimitOption {
  const { DRAFT_VERSION_03, OFF } = RateLimit_XRateLimitOption;
  return tells ? DRAFT_VERSION_03 : OFF;
}

/** hits is how much a request counts for. */
export function hits(cost: RateLimitCost): MessageInitShape<typeof RateLimit_HitsAddendSchema> {
  switch (cost.kind) {
    case 'number':
      return { number: BigInt(cost.number) };
    case 'metadata':
      return { format: `%DYNAMIC_METADATA(${cost.namespace}:${cost.key})%` };
  }
}

export function action(actionSpecifier: NonNullable<Action['actionSpecifier']>): Action {
  return { actionSpecifier };
}

function conditionOf(condition: RateLimitCondition, key: string): Described {
  const holds = { key, value: key };
  const tested = { descriptorKey: key, descriptorValue: key };
  const header = (test: HeaderTest, isInverted: boolean): Described => ({
    entries: [holds],
    actions: [
      action({
        case: 'headerValueMatch',
        value: { ...tested, expectMatch: !isInverted, headers: [headerMatcher(test)] },
      }),
    ],
  });
  switch (condition.kind) {
    case 'header': {
      const { name, is: kind, value, isInverted } = condition;
      return header({ name, kind, value }, isInverted);
    }
    case 'method': {
      const { oneOf, isInverted } = condition;
      return header({ name: ':method', kind: 'regex', value: oneOf.join('|') }, isInverted);
    }
    case 'path': {
      const { path, isInverted } = condition;
      return header({ name: ':path', kind: 'regex', value: pathRegex(path) }, isInverted);
    }
    case 'query': {
      const { name, is: kind, value, isInverted } = condition;
      const stringMatch = textMatcher({ kind, value });
      return {
        entries: [holds],
        actions: [
          action({
            case: 'queryParameterValueMatch',
            value: {
              ...tested,
              expectMatch: !isInverted,
              queryParameters: [
                { name, queryParameterMatchSpecifier: { case: 'stringMatch', value: stringMatch } },
              ],
            },
          }),
        ],
      };
    }
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
      return client(condition, key);
  }
}

function client(
  { range, each, isInverted }: Extract<RateLimitCondition, { kind: 'client' }>,
  key: string,
): Described {
  const ranges = [{ addressPrefix: range.address, prefixLen: range.bits }];
  const addressMatcher = { ranges, invertMatch: isInverted };
  return {
    entries: [{ key, value: key }, ...(each ? [{ key: 'remote_address' }] : [])],
    actions: [
      action({
        case: 'remoteAddressMatch',
        value: { descriptorKey: key, descriptorValue: key, addressMatcher },
      }),
      ...(each ? [action({ case: 'remoteAddress', value: {} })] : []),
    ],
  };
}
