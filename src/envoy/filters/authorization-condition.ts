import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  DynamicMetadataInputSchema,
  SourceIPInputSchema,
} from '#gen/envoy/extensions/matching/common_inputs/network/v3/network_inputs_pb.js';
import { IpSchema } from '#gen/envoy/extensions/matching/input_matchers/ip/v3/ip_pb.js';
import { MetadataSchema } from '#gen/envoy/extensions/matching/input_matchers/metadata/v3/metadata_pb.js';
import { HttpRequestHeaderMatchInputSchema } from '#gen/envoy/type/matcher/v3/http_inputs_pb.js';
import type { ValueMatcherSchema } from '#gen/envoy/type/matcher/v3/value_pb.js';
import type { AuthorizationCondition } from '#model';
import { typedExtension } from '../extension.ts';
import { pathRegex } from '../path-regex.ts';
import { claimsMetadata } from './claims-metadata.ts';
import { allOf, anyOf, asked, exact, type Predicate, regex, type Text, text } from './predicate.ts';

type Value = MessageInitShape<typeof ValueMatcherSchema>;

/** conditionsHold asks for all of some conditions, of which there is one at least. */
export function conditionsHold(conditions: readonly AuthorizationCondition[]): Predicate {
  return allOf(conditions.map(predicateOf));
}

function predicateOf(condition: AuthorizationCondition): Predicate {
  switch (condition.kind) {
    case 'client':
      return asked(typedExtension('client', SourceIPInputSchema, {}), {
        case: 'customMatch',
        value: typedExtension('ranges', IpSchema, {
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

function header(headerName: string, value: Text): Predicate {
  const input = typedExtension('header', HttpRequestHeaderMatchInputSchema, { headerName });
  return text(input, value);
}

function claim(at: readonly string[], value: Value): Predicate {
  const path = at.map(key => ({ segment: { case: 'key', value: key } }) as const);
  const input = typedExtension('claim', DynamicMetadataInputSchema, { filter: claimsMetadata, path });
  return asked(input, { case: 'customMatch', value: typedExtension('value', MetadataSchema, { value }) });
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
