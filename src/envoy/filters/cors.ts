import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { CorsPolicySchema, CorsSchema } from '#gen/envoy/extensions/filters/http/cors/v3/cors_pb.js';
import type { StringMatcherSchema } from '#gen/envoy/type/matcher/v3/string_pb.js';
import { quoteRegex } from '#lib/quote-regex.ts';
import type { Cors, HttpRule } from '#model';
import { textMatcher } from '../text-matcher.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.cors';
const settings = anyPack(CorsSchema, create(CorsSchema));

/** cors answers browsers that ask whether a page of another origin may send a request. */
export function cors({ cors }: HttpRule): readonly FilterNeed[] {
  if (cors === undefined) return [];
  return [{ instance, settings, clusters: [], perRoute: anyPack(CorsPolicySchema, policy(cors)) }];
}

function policy({
  origins = [],
  originPatterns = [],
  credentials = false,
  methods = [],
  headers = [],
  exposedHeaders = [],
  maxAge,
}: Cors) {
  return create(CorsPolicySchema, {
    allowOriginStringMatch: [
      ...origins.map(originMatch),
      ...originPatterns.map(value => textMatcher({ kind: 'regex', value })),
    ],
    allowCredentials: credentials,
    allowMethods: methods.join(', '),
    allowHeaders: headers.join(', '),
    exposeHeaders: exposedHeaders.join(', '),
    ...(maxAge === undefined ? {} : { maxAge: String(maxAge) }),
    // A page that is not allowed is told so here: a preflight is not the backend's to answer.
    forwardNotMatchingPreflights: false,
  });
}

/** originMatch matches an origin, or the host of one, in which a star stands for anything. */
export function originMatch(origin: string): MessageInitShape<typeof StringMatcherSchema> {
  if (!origin.includes('*')) return { matchPattern: { case: 'exact', value: origin } };
  const regex = origin.split('*').map(quoteRegex).join('.*');
  return { matchPattern: { case: 'safeRegex', value: { regex } } };
}
