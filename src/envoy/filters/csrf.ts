import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { CsrfPolicySchema } from '#gen/envoy/extensions/filters/http/csrf/v3/csrf_pb.js';
import { FractionalPercent_DenominatorType } from '#gen/envoy/type/v3/percent_pb.js';
import type { Csrf, HttpRule } from '#model';
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

/** It draws first whom it turns away, and then among the others whom it counts: all of them. */
function policy({ hosts, onlyCounted = 0 }: Csrf) {
  const denominator = FractionalPercent_DenominatorType.MILLION;
  return create(CsrfPolicySchema, {
    filterEnabled: {
      defaultValue: onlyCounted === 0 ? all : { numerator: 1_000_000 - onlyCounted, denominator },
    },
    ...(onlyCounted === 0 ? {} : { shadowEnabled: { defaultValue: all } }),
    additionalOrigins: hosts.map(originMatch),
  });
}
