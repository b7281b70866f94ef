import type { Words } from '../../reference/words.ts';

/** Of what refers to services, by their name or their labels. */
export const backendRefWords: Words = {
  kind: 'Kind of the service.',
  name: 'Name of the service; not beside `labels`.',
  namespace: 'Namespace of the service, on Kubernetes; left out: any namespace.',
  port: 'Port of the service, by number or by name; left out: all its ports.',
  labels:
    'In place of a name: labels that a service must have, all of them. Every service that has them is meant.',
};
