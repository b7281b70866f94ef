import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HeaderMutationSchema } from '#gen/envoy/config/common/mutation_rules/v3/mutation_rules_pb.js';
import { HeaderValueOption_HeaderAppendAction as Append } from '#gen/envoy/config/core/v3/base_pb.js';
import type { HeaderChanges } from '#model';
import { headersToAdd, headerToAdd } from './headers.ts';
import { textMatcher } from './text-matcher.ts';

type Mutation = MessageInitShape<typeof HeaderMutationSchema>;

/** headerMutations words changes of headers for Envoy: removals come first, so that what is set stays. */
export function headerMutations(changes: HeaderChanges): Mutation[] {
  const { remove, removeMatching, addIfAbsent } = changes;
  return [
    ...remove.map((value): Mutation => ({ action: { case: 'remove', value } })),
    ...removeMatching.map(
      (pattern): Mutation => ({
        action: { case: 'removeOnMatch', value: { keyMatcher: textMatcher(pattern) } },
      }),
    ),
    ...[...headersToAdd(changes), ...addIfAbsent.map(h => headerToAdd(h, Append.ADD_IF_ABSENT))].map(
      (value): Mutation => ({ action: { case: 'append', value } }),
    ),
  ];
}
