import type { Words } from '../../reference/words.ts';

/** Of where a certificate or a key is. */
export const dataSourceWords: Words = {
  secret: 'Name of a Secret of the mesh whose value is the PEM.',
  inline: 'The PEM itself, in base64.',
  inlineString: 'The PEM itself, as text.',
};

export const dataSourceOrFileWords: Words = {
  ...dataSourceWords,
  file: 'Path of a file beside the control plane. Not served: use a Secret.',
};

export const typedDataSourceWords: Words = {
  type: 'Where the PEM is; the field that goes with the type says more.',
  file: 'For `File`: a file beside the control plane. Not served: use a Secret.',
  'file.path': 'Path of the file.',
  secretRef: 'For `Secret`: a Secret of the mesh whose value is the PEM.',
  'secretRef.kind': 'Kind of the object, which is a Secret.',
  'secretRef.name': 'Name of the Secret.',
  envVar: 'For `EnvVar`: an environment variable of the control plane. Not served: use a Secret.',
  'envVar.name': 'Name of the variable.',
  insecureInline: 'For `InsecureInline`: the PEM itself, open to everybody who may read the object.',
  'insecureInline.value': 'The PEM, as text.',
};
