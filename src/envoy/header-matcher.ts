import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HeaderMatcherSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import type { HeaderCondition } from '#model';
import { textMatcher } from './text-matcher.ts';

/** headerMatcher words a condition on a header for Envoy. */
export function headerMatcher(test: HeaderCondition): MessageInitShape<typeof HeaderMatcherSchema> {
  if (test.kind === 'presence')
    return { name: test.name, headerMatchSpecifier: { case: 'presentMatch', value: test.isThere } };
  return { name: test.name, headerMatchSpecifier: { case: 'stringMatch', value: textMatcher(test) } };
}
