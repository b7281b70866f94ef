import type { Words } from '../../reference/words.ts';

/** Of what refers to services, by their name or their labels. */
export const backendRefWords: Words = {
  kind: 'What it is.',
  name: 'Its name; not beside `labels`.',
  namespace: 'Its namespace, on Kubernetes; left out: that of this object.',
  port: 'One of its ports, by number or by name; left out: all of them.',
  labels: 'Labels that it must have, all of them; every one that has them is meant.',
};
