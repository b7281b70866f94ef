import type { Words } from '../../reference/words.ts';

export const workloadWords: Words = {
  '': 'Gathers the Dataplanes whose label `kuma.io/workload` has its name.',
  spec: 'Nothing.',
};
