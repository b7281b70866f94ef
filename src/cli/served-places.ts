import type { ChosenCluster } from './cluster-flags.ts';

/** Served is the places that a control plane serves from. */
export interface Served {
  readonly paths: readonly string[];
  readonly store?: string;
  readonly kubernetes?: Pick<ChosenCluster, 'cluster'>;
}

/** servedPlaces are the names of these places, for people, and to tell this user's control planes apart. */
export function servedPlaces({ paths, store, kubernetes }: Served): readonly string[] {
  return [
    ...paths,
    ...(store === undefined ? [] : [store]),
    ...(kubernetes === undefined ? [] : [`the cluster ${kubernetes.cluster.name}`]),
  ];
}
