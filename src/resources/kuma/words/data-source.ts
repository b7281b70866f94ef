import type { Words } from '../../reference/words.ts';

/** Of where a certificate or a key is. */
export const dataSourceWords: Words = {
  secret: 'The name of a Secret of the mesh.',
  inline: 'Itself, in base64.',
  inlineString: 'Itself, as text.',
};

export const dataSourceOrFileWords: Words = {
  ...dataSourceWords,
  file: 'A file beside the control plane.',
};

export const typedDataSourceWords: Words = {
  type: 'Where it is.',
  file: 'Of `File`: a file beside the control plane.',
  'file.path': 'Its path.',
  secretRef: 'Of `Secret`: a Secret of the mesh.',
  'secretRef.kind': 'It is a Secret.',
  'secretRef.name': 'Its name.',
  envVar: 'Of `EnvVar`: a variable of the control plane’s environment.',
  'envVar.name': 'Its name.',
  insecureInline: 'Of `InsecureInline`: itself, for all to read who may read the object.',
  'insecureInline.value': 'As text.',
};
