import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { CsrfPolicySchema } from '#gen/envoy/extensions/filters/http/csrf/v3/csrf_pb.js';
import { FractionalPercent_DenominatorType } from '#gen/envoy/type/v3/percent_pb.js';
import type { Csrf, HttpRule } from '#model';
import { textMatcher } from '../text-matcher.ts';
import { originMatch } from './cors.ts';
import type { FilterNeed } from './http-filter.ts';

const all = { numerator: 100 };
const instance = 'envoy.filters.http.csrf';
const settings = anyPack(CsrfPolicySchema, policy({ hosts: [] }));

/** csrf turns away what a page of another site sends. */
export function csrf({ csrf }: HttpRule): readonly FilterNeed[] {
  if (csrf === undefined) return [];
  return [{ instance, settings, clusters: [], perRoute: anyPack(CsrfPolicySchema, policy(csrf)) }];
}

/** Envoy first draws the requests that it may turn away, and then, among the others, those that it only counts. */
function policy({ hosts, patterns = [], enforced, counted }: Csrf) {
  return create(CsrfPolicySchema, {
    filterEnabled: { defaultValue: enforced === undefined ? all : ofAMillion(enforced) },
    ...(counted === undefined ? {} : { shadowEnabled: { defaultValue: ofAMillion(counted) } }),
    additionalOrigins: [...hosts.map(originMatch), ...patterns.map(textMatcher)],
  });
}

function ofAMillion(numerator: number) {
  const { MILLION: denominator } = FractionalPercent_DenominatorType;
  return numerator === 1_000_000 ? all : { numerator, denominator };
}
