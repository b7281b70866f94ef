import type { Words } from '../../reference/words.ts';

/** Of where a certificate or a key is. */
export const dataSourceWords: Words = {
  secret: 'The name of a Secret of the mesh.',
  file: 'A file beside the control plane.',
  inline: 'Itself, in base64.',
  inlineString: 'Itself, as text.',
};
