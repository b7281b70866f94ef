import type { MessageInitShape } from '@bufbuild/protobuf';
import type { StringMatcherSchema } from '#gen/envoy/type/matcher/v3/string_pb.js';
import type { TextPattern } from '#model';

/** textMatcher words a pattern for Envoy. */
export function textMatcher({ kind, value }: TextPattern): MessageInitShape<typeof StringMatcherSchema> {
  switch (kind) {
    case 'exact':
    case 'prefix':
    case 'suffix':
      return { matchPattern: { case: kind, value } };
    case 'regex':
      return { matchPattern: { case: 'safeRegex', value: { regex: value } } };
  }
}
