import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { CsrfPolicySchema } from '#gen/envoy/extensions/filters/http/csrf/v3/csrf_pb.js';
import type { Csrf, HttpRule } from '#model';
import { originMatch } from './cors.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.csrf';
const settings = anyPack(CsrfPolicySchema, policy({ hosts: [] }));

/** csrf turns away what a page of another site sends. */
export function csrf({ csrf }: HttpRule): readonly FilterNeed[] {
  if (csrf === undefined) return [];
  return [{ instance, settings, clusters: [], perRoute: anyPack(CsrfPolicySchema, policy(csrf)) }];
}

function policy({ hosts }: Csrf) {
  return create(CsrfPolicySchema, {
    filterEnabled: { defaultValue: { numerator: 100 } },
    additionalOrigins: hosts.map(originMatch),
  });
}
