import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  DynamicMetadataInputSchema,
  SourceIPInputSchema,
} from '#gen/envoy/extensions/matching/common_inputs/network/v3/network_inputs_pb.js';
import { IpSchema } from '#gen/envoy/extensions/matching/input_matchers/ip/v3/ip_pb.js';
import { MetadataSchema } from '#gen/envoy/extensions/matching/input_matchers/metadata/v3/metadata_pb.js';
import { HttpRequestHeaderMatchInputSchema } from '#gen/envoy/type/matcher/v3/http_inputs_pb.js';
import type { ValueMatcherSchema } from '#gen/envoy/type/matcher/v3/value_pb.js';
import type { Matcher_MatcherList_PredicateSchema } from '#gen/xds/type/matcher/v3/matcher_pb.js';
import type { StringMatcherSchema } from '#gen/xds/type/matcher/v3/string_pb.js';
import type { AuthorizationCondition } from '#model';
import { pathRegex } from '../path-regex.ts';
import { claimsMetadata } from './claims-metadata.ts';

export type Predicate = MessageInitShape<typeof Matcher_MatcherList_PredicateSchema>;
type Text = MessageInitShape<typeof StringMatcherSchema>;
type Value = MessageInitShape<typeof ValueMatcherSchema>;

/** allOf asks for all of some conditions, of which there is one at least. */
export function allOf(conditions: readonly AuthorizationCondition[]): Predicate {
  return combined('andMatcher', conditions.map(predicateOf));
}

function anyOf(predicates: readonly Predicate[]): Predicate {
  return combined('orMatcher', predicates);
}

/** Envoy wants two at least in a list. */
function combined(kind: 'andMatcher' | 'orMatcher', predicates: readonly Predicate[]): Predicate {
  const [only, ...others] = predicates;
  return only !== undefined && others.length === 0
    ? only
    : { matchType: { case: kind, value: { predicate: [...predicates] } } };
}

function predicateOf(condition: AuthorizationCondition): Predicate {
  switch (condition.kind) {
    case 'client':
      return asked(extension('client', SourceIPInputSchema, {}), {
        case: 'customMatch',
        value: extension('ranges', IpSchema, {
          statPrefix: 'client',
          cidrRanges: condition.ranges.map(({ address, bits }) => ({
            addressPrefix: address,
            prefixLen: bits,
          })),
        }),
      });
    case 'method':
      return anyOf(condition.oneOf.map(method => header(':method', exact(method))));
    case 'header':
      return anyOf(condition.oneOf.map(value => header(condition.name, exact(value))));
    case 'path': {
      const matched = header(':path', regex(pathRegex(condition.path)));
      return condition.isInverted ? { matchType: { case: 'notMatcher', value: matched } } : matched;
    }
    case 'claim': {
      const { provider, at, isList, oneOf } = condition;
      return anyOf(oneOf.map(value => claim([provider, ...at], isList ? holding(value) : exactly(value))));
    }
    // Both names are in use; the filter has made a list of either.
    case 'scope': {
      const { provider, scope } = condition;
      return anyOf(['scope', 'scp'].map(name => claim([provider, name], holding(scope))));
    }
  }
}

type Asked = Extract<NonNullable<Predicate['matchType']>, { case: 'singlePredicate' }>['value'];

function asked(input: Asked['input'], matcher: NonNullable<Asked['matcher']>): Predicate {
  return { matchType: { case: 'singlePredicate', value: { input, matcher } } };
}

function header(headerName: string, value: Text): Predicate {
  const input = extension('header', HttpRequestHeaderMatchInputSchema, { headerName });
  return asked(input, { case: 'valueMatch', value });
}

function claim(at: readonly string[], value: Value): Predicate {
  const path = at.map(key => ({ segment: { case: 'key', value: key } }) as const);
  const input = extension('claim', DynamicMetadataInputSchema, { filter: claimsMetadata, path });
  return asked(input, { case: 'customMatch', value: extension('value', MetadataSchema, { value }) });
}

function exact(value: string): Text {
  return { matchPattern: { case: 'exact', value } };
}

function exactly(value: string): Value {
  return { matchPattern: { case: 'stringMatch', value: { matchPattern: { case: 'exact', value } } } };
}

function holding(value: string): Value {
  return {
    matchPattern: {
      case: 'listMatch',
      value: { matchPattern: { case: 'oneOf', value: exactly(value) } },
    },
  };
}

function regex(regex: string): Text {
  return {
    matchPattern: { case: 'safeRegex', value: { regex, engineType: { case: 'googleRe2', value: {} } } },
  };
}

function extension<D extends DescMessage>(name: string, schema: D, settings: MessageInitShape<D>) {
  return { name, typedConfig: anyPack(schema, create(schema, settings)) };
}
