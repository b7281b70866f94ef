import type { Words } from '../../reference/words.ts';

export const directResponseWords: Words = {
  '': 'Is answered without any backend, where a filter of a rule names it.',
  'spec.status': 'With this status.',
  'spec.body': 'With this body, as it is.',
  'spec.bodyFormat':
    'With a body in which Envoy’s command operators (`%REQ(:PATH)%`) stand for what they say.',
  'spec.bodyFormat.text': 'The body.',
  'spec.bodyFormat.json': 'The same as JSON: not served, so that such an object is not accepted.',
  'spec.bodyFormat.contentType': 'What it is.',
};
