import { fromBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { ParsedExprSchema } from '#gen/cel/expr/syntax_pb.js';
import {
  DynamicMetadataInputSchema,
  ServerNameInputSchema,
  SourceIPInputSchema,
} from '#gen/envoy/extensions/matching/common_inputs/network/v3/network_inputs_pb.js';
import {
  DnsSanInputSchema,
  SubjectInputSchema,
  UriSanInputSchema,
} from '#gen/envoy/extensions/matching/common_inputs/ssl/v3/ssl_inputs_pb.js';
import { IpSchema } from '#gen/envoy/extensions/matching/input_matchers/ip/v3/ip_pb.js';
import { MetadataSchema } from '#gen/envoy/extensions/matching/input_matchers/metadata/v3/metadata_pb.js';
import { HttpRequestHeaderMatchInputSchema } from '#gen/envoy/type/matcher/v3/http_inputs_pb.js';
import type { ValueMatcherSchema } from '#gen/envoy/type/matcher/v3/value_pb.js';
import { CelMatcherSchema } from '#gen/xds/type/matcher/v3/cel_pb.js';
import { HttpAttributesCelMatchInputSchema } from '#gen/xds/type/matcher/v3/http_inputs_pb.js';
import { parseCel } from '#lib/cel.ts';
import type { AuthorizationCondition, PlaceTest, TextPattern } from '#model';
import { typedExtension } from '../extension.ts';
import { pathRegex } from '../path-regex.ts';
import { allOf, anyOf, asked, exact, type Predicate, regex, type Text, text } from '../predicate.ts';
import { claimsMetadata } from './claims-metadata.ts';
import { placeHeader } from './places.ts';

type Value = MessageInitShape<typeof ValueMatcherSchema>;

/** conditionsHold asks for all of the conditions; there must be one at least. */
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
    case 'place':
      return anyOf(condition.oneOf.map(tests => allOf(tests.map(isThere))));
    case 'method':
      return anyOf(condition.oneOf.map(method => header(':method', exact(method))));
    case 'header':
      return anyOf(condition.oneOf.map(value => header(condition.name, exact(value))));
    case 'path': {
      const matched = header(':path', regex(pathRegex(condition.path)));
      return condition.isInverted ? { matchType: { case: 'notMatcher', value: matched } } : matched;
    }
    case 'certificate':
      return anyOf(condition.oneOf.map(({ of, ...pattern }) => text(certificateInputs[of], textOf(pattern))));
    case 'server-name':
      return anyOf(condition.oneOf.map(name => text(serverName, exact(name))));
    case 'expression':
      return expression(condition.text);
    case 'claim': {
      const { provider, at, isList, oneOf } = condition;
      return anyOf(oneOf.map(value => claim([provider, ...at], isList ? holding(value) : exactly(value))));
    }
    // Both names of the claim are in use; the jwt filter has made a list of either's value.
    case 'scope': {
      const { provider, scope } = condition;
      return anyOf(['scope', 'scp'].map(name => claim([provider, name], holding(scope))));
    }
  }
}

function isThere({ fact, is }: PlaceTest): Predicate {
  const said = (value: string) => header(placeHeader(fact), { ...exact(value), ignoreCase: true });
  return is === 'false' ? { matchType: { case: 'notMatcher', value: said('true') } } : said(is);
}

const serverName = typedExtension('server-name', ServerNameInputSchema, {});
const certificateInputs = {
  subject: typedExtension('subject', SubjectInputSchema, {}),
  uri: typedExtension('uri', UriSanInputSchema, {}),
  dns: typedExtension('dns', DnsSanInputSchema, {}),
};

function textOf({ kind, value }: TextPattern): Text {
  return kind === 'regex' ? regex(value) : { matchPattern: { case: kind, value } };
}

/** Envoy takes expressions only in parsed form. */
function expression(written: string): Predicate {
  const read = parseCel(written);
  if ('problem' in read) throw new Error(`an expression that ${read.problem} was let through`);
  const celExprParsed = fromBinary(ParsedExprSchema, read.parsed);
  return asked(typedExtension('request', HttpAttributesCelMatchInputSchema, {}), {
    case: 'customMatch',
    value: typedExtension('expression', CelMatcherSchema, { exprMatch: { celExprParsed } }),
  });
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
