import type { Words } from '../../reference/words.ts';

export const workloadWords: Words = {
  '': 'Groups the Dataplanes whose label `kuma.io/workload` has its name.',
  spec: 'Has no fields.',
};
