import type { Words } from '../../reference/words.ts';

/** targetWords are what a policy is about. */
export const targetWords: Words = {
  'spec.targetRefs[]': 'What the policy is about.',
  'spec.targetSelectors[]': 'The same by labels: every object of a kind in this namespace that has them.',
  'spec.targetSelectors[].group': 'The API group of the kind.',
  'spec.targetSelectors[].kind': 'The kind.',
  'spec.targetSelectors[].matchLabels': 'The labels.',
  'spec.targetSelectors[].sectionName': 'A part of each: the whole is meant here.',
};

/** traceAttributeWords are a tag of spans, and where its value comes from. */
export const traceAttributeWords: Words = {
  name: 'Its name.',
  literal: 'A text.',
  'literal.value': 'The text.',
  environment: 'A variable of the proxy’s environment.',
  'environment.name': 'Its name.',
  'environment.defaultValue': 'What stands for it where there is none.',
  requestHeader: 'A header of the request.',
  'requestHeader.name': 'Its name.',
  'requestHeader.defaultValue': 'What stands for it where there is none.',
  metadata: 'What filters left with the request, or what was written beside its route, cluster or endpoint.',
  'metadata.kind': 'Beside which.',
  'metadata.metadataKey': 'Where it stands there:',
  'metadata.metadataKey.key': 'under which filter’s name,',
  'metadata.metadataKey.path[]': 'and then under which keys.',
  'metadata.metadataKey.path[].key': 'The key.',
  'metadata.defaultValue': 'What stands for it where there is none.',
};
