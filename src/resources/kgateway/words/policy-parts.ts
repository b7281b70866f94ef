import type { Words } from '../../reference/words.ts';

/** targetWords are what a policy is about. */
export const targetWords: Words = {
  'spec.targetRefs[]': 'Objects that the policy applies to.',
  'spec.targetSelectors[]':
    'The same by labels: every object of a kind in the policy’s namespace that has them.',
  'spec.targetSelectors[].group': 'API group of the kind.',
  'spec.targetSelectors[].kind': 'Kind of the objects.',
  'spec.targetSelectors[].matchLabels': 'Labels that an object must have, all of them.',
  'spec.targetSelectors[].sectionName': 'One part of each object; the whole is meant here.',
};

/** traceAttributeWords are a tag of spans, and where its value comes from. */
export const traceAttributeWords: Words = {
  name: 'Name of the tag.',
  literal: 'A fixed value.',
  'literal.value': 'The value.',
  environment: 'The value of an environment variable of the proxy.',
  'environment.name': 'Name of the variable.',
  'environment.defaultValue': 'Value where the variable is not set.',
  requestHeader: 'The value of a request header.',
  'requestHeader.name': 'Name of the header.',
  'requestHeader.defaultValue': 'Value where the request has no such header.',
  metadata: 'A value of Envoy’s dynamic or static metadata.',
  'metadata.kind':
    'Whose metadata: that of the request, which filters write, or that of its route, cluster or endpoint.',
  'metadata.metadataKey': 'Where the value stands in the metadata.',
  'metadata.metadataKey.key': 'Namespace of the metadata, usually the name of a filter.',
  'metadata.metadataKey.path[]': 'Keys that lead from there to the value.',
  'metadata.metadataKey.path[].key': 'The key.',
  'metadata.defaultValue': 'Value where there is no such metadata.',
};
