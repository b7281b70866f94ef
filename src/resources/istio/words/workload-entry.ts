import { type Words, within } from '../../reference/words.ts';

/** workloadWords are what is said of where a service is served, wherever that is written. */
export const workloadWords: Words = {
  address: 'An address, a name, or a socket (`unix:///run/app.sock`).',
  ports: 'Ports of its own, by the names of those that are called.',
  labels: 'What it says of itself, by which subsets of a DestinationRule mean it.',
  locality: 'Where it stands: region, zone and sub-zone, of which the zone counts.',
  weight: 'Its share; left out, or 0: 1.',
};

export const workloadEntryWords: Words = {
  '': 'Istio’s: a workload outside of Kubernetes. ServiceEntries of its namespace find it by its labels (`workloadSelector`).',
  ...within('spec', workloadWords),
  'spec.labels':
    'What it is found by, and what subsets of a DestinationRule mean it by. Labels of the object itself go before them.',
};
