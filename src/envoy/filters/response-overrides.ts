import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { HeaderValueOption_HeaderAppendAction } from '#gen/envoy/config/core/v3/base_pb.js';
import { CustomResponseSchema } from '#gen/envoy/extensions/filters/http/custom_response/v3/custom_response_pb.js';
import { LocalResponsePolicySchema } from '#gen/envoy/extensions/http/custom_response/local_response_policy/v3/local_response_policy_pb.js';
import { HttpResponseHeaderMatchInputSchema } from '#gen/envoy/type/matcher/v3/http_inputs_pb.js';
import {
  HttpResponseLocalReplyMatchInputSchema,
  HttpResponseStatusCodeMatchInputSchema,
} from '#gen/envoy/type/matcher/v3/status_code_input_pb.js';
import type { HeaderTest, HttpRule, OverridingAnswer, ResponseOverride } from '#model';
import { answerText } from '../answer-text.ts';
import { typedExtension } from '../extension.ts';
import { headersToAdd } from '../headers.ts';
import { location } from '../location.ts';
import { allOf, exact, type Predicate, regex, type Text, text } from '../predicate.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.custom_response';
const settings = anyPack(CustomResponseSchema, create(CustomResponseSchema));

/** responseOverrides replaces answers, of backends and of the proxy itself, by written ones. */
export function responseOverrides({ responseOverrides }: HttpRule): readonly FilterNeed[] {
  if (responseOverrides === undefined) return [];
  const matchers = responseOverrides.rules.map(rule => ({
    predicate: conditionOf(rule),
    onMatch: { onMatch: { case: 'action', value: answer(rule.answer) } } as const,
  }));
  const perRoute = create(CustomResponseSchema, {
    customResponseMatcher: { matcherType: { case: 'matcherList', value: { matchers } } },
  });
  return [{ instance, settings, clusters: [], perRoute: anyPack(CustomResponseSchema, perRoute) }];
}

const statusInput = typedExtension('status', HttpResponseStatusCodeMatchInputSchema, {});
const localInput = typedExtension('local-reply', HttpResponseLocalReplyMatchInputSchema, {});

function conditionOf({ statuses, headers, from }: ResponseOverride): Predicate {
  return allOf([
    ...(statuses.length === 0 ? [] : [text(statusInput, regex(statuses.map(numbersIn).join('|')))]),
    ...headers.map(headerTest),
    ...(from === undefined ? [] : [text(localInput, exact(String(from === 'proxy')))]),
  ]);
}

/** An expression for the numbers of a range, ten by ten. */
function numbersIn({ first, last }: ResponseOverride['statuses'][number]): string {
  const tens = Array.from(
    { length: Math.floor(last / 10) - Math.floor(first / 10) + 1 },
    (_, i) => Math.floor(first / 10) + i,
  );
  return tens
    .map(ten => `${ten}[${Math.max(first - ten * 10, 0)}-${Math.min(last - ten * 10, 9)}]`)
    .join('|');
}

function headerTest({ name, kind, value }: HeaderTest): Predicate {
  return text(
    typedExtension('header', HttpResponseHeaderMatchInputSchema, { headerName: name }),
    textTest(kind, value),
  );
}

function textTest(kind: HeaderTest['kind'], value: string): Text {
  switch (kind) {
    case 'exact':
      return exact(value);
    case 'regex':
      return regex(value);
    case 'prefix':
    case 'suffix':
      // Every text has an empty prefix and suffix; Envoy refuses to be asked for one.
      return value === '' ? regex('.*') : { matchPattern: { case: kind, value } };
  }
}

const { OVERWRITE_IF_EXISTS_OR_ADD } = HeaderValueOption_HeaderAppendAction;

function answer(given: OverridingAnswer) {
  switch (given.kind) {
    case 'redirect': {
      const { status, ...to } = given;
      return typedExtension('redirect', LocalResponsePolicySchema, {
        statusCode: status,
        responseHeadersToAdd: [
          {
            header: { key: 'location', value: location(to) },
            appendAction: OVERWRITE_IF_EXISTS_OR_ADD,
          },
        ],
      });
    }
    case 'answer': {
      const { status, contentType, headers, body } = given;
      const set = contentType === undefined ? [] : [{ name: 'content-type', value: contentType }];
      return typedExtension('answer', LocalResponsePolicySchema, {
        ...(status === undefined ? {} : { statusCode: status }),
        ...answerText(body),
        responseHeadersToAdd: headersToAdd({
          set: [...set, ...(headers?.set ?? [])],
          add: headers?.add ?? [],
          remove: [],
        }),
      });
    }
  }
}
