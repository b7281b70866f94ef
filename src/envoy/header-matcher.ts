import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HeaderMatcherSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import type { HeaderTest } from '#model';
import { textMatcher } from './text-matcher.ts';

/** headerMatcher asks how the value of a header is. */
export function headerMatcher(test: HeaderTest): MessageInitShape<typeof HeaderMatcherSchema> {
  return { name: test.name, headerMatchSpecifier: { case: 'stringMatch', value: textMatcher(test) } };
}
