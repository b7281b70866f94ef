import { type Words, within } from '../../reference/words.ts';

/** workloadWords are what is said of where a service is served, wherever that is written. */
export const workloadWords: Words = {
  address: 'IP address, host name, or unix socket (`unix:///run/app.sock`).',
  ports:
    'Ports of the endpoint, by the names of the ports that they are for. Left out: the `targetPort` of each.',
  labels: 'Labels of the endpoint, by which subsets of a DestinationRule select it.',
  locality: 'Region, zone and sub-zone of the endpoint, as `region/zone/sub-zone`. Only the zone counts.',
  weight: 'Its share of the sum of all weights. 0, or left out: 1.',
};

export const workloadEntryWords: Words = {
  '': 'Istio’s: an endpoint outside of Kubernetes, which ServiceEntries of its namespace select by its labels.',
  ...within('spec', workloadWords),
  'spec.labels':
    'Labels by which ServiceEntries and subsets of a DestinationRule select it. Labels of the object itself go before them.',
};
