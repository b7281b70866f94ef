import type { Words } from '../../reference/words.ts';

export const envoyPatchPolicyWords: Words = {
  '': 'Changes what the proxy of a Gateway is sent, in Envoy’s own words. Off unless the operator says `--enable-envoy-patch-policy`: who may write one may have the proxy do anything.',
  'spec.type': 'How the change is written: as JSON patches.',
  'spec.targetRef': 'The Gateway, in this namespace.',
  'spec.priority': 'Those of lower priority go first, then the older ones.',
  'spec.jsonPatches[]':
    'Changes, one after the other. One that cannot be made leaves the others as they are.',
  'spec.jsonPatches[].type': 'What is changed, by its type in Envoy’s API.',
  'spec.jsonPatches[].name':
    'Which one: its name as `fairlead render` shows it, or Envoy Gateway’s name for it.',
  'spec.jsonPatches[].operation': 'The change (RFC 6902).',
  'spec.jsonPatches[].operation.op': 'What is done.',
  'spec.jsonPatches[].operation.path':
    'Where, as a JSON pointer through Envoy’s fields (`snake_case`); empty, an `add` is of a resource of its own.',
  'spec.jsonPatches[].operation.jsonPath':
    'The places that are changed, from which `path` leads on: names, indexes, `*`, `..` and filters that compare one field.',
  'spec.jsonPatches[].operation.from': 'From where something is moved or copied.',
  'spec.jsonPatches[].operation.value': 'What is put there.',
};
