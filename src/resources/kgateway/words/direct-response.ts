import type { Words } from '../../reference/words.ts';

export const directResponseWords: Words = {
  '': 'Answers requests without a backend, where a rule names it in a filter (ExtensionRef).',
  'spec.status': 'Status code of the answer.',
  'spec.body': 'Body of the answer, as it is.',
  'spec.bodyFormat': 'Body of the answer, with Envoy’s command operators (`%REQ(:PATH)%`).',
  'spec.bodyFormat.text': 'The body, as text.',
  'spec.bodyFormat.json': 'The body, as JSON. Not served: such an object is not accepted.',
  'spec.bodyFormat.contentType': 'Content-Type of the answer.',
};
