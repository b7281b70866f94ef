import type { ChosenCluster } from './cluster-flags.ts';

/** Where what a control plane serves is written. */
export interface Served {
  readonly paths: readonly string[];
  readonly store?: string;
  readonly kubernetes?: Pick<ChosenCluster, 'cluster'>;
}

/** servedPlaces names them, for people, and for what tells one control plane of this user from another. */
export function servedPlaces({ paths, store, kubernetes }: Served): readonly string[] {
  return [
    ...paths,
    ...(store === undefined ? [] : [store]),
    ...(kubernetes === undefined ? [] : [`the cluster ${kubernetes.cluster.name}`]),
  ];
}
