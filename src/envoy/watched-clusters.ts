import type { Collection, Graph, Index } from '#graph';
import {
  type Backend,
  type BackendFacets,
  type BackendUse,
  mergeFacets,
  speaksBoth,
  type WatchedCluster,
} from '#model';
import { facetsOf } from './collections.ts';
import { assignmentName, clusterName } from './names.ts';

/** WatchInputs is what decides which clusters are watched. */
export interface WatchInputs {
  readonly byUse: Index<{ readonly use: BackendUse }>;
  readonly backends: Collection<Backend>;
  readonly backendFacets: Collection<BackendFacets>;
}

type Watch = Pick<WatchedCluster, 'origin' | 'resolves' | 'assignment'> & {
  readonly isEmpty: boolean;
  readonly facets: BackendFacets;
};

/**
 * watchedClusters are the clusters whose endpoints have something to tell, by name: those with health checks, those whose failing
 * endpoints are ejected, and those whose names Envoy looks up. Clusters without any endpoint are here as well.
 */
export function watchedClusters(graph: Graph, inputs: WatchInputs): Collection<WatchedCluster> {
  // One endpoint more or less of many changes nothing here.
  const watches = graph.view<Backend, Watch>('envoy/watches', inputs.backends, backend => {
    const { origin, discovery, endpoints, facets = {} } = backend;
    if (discovery === 'by-request') return undefined;
    return {
      origin,
      ...(discovery === 'assigned' ? { assignment: assignmentName(backend) } : {}),
      resolves: discovery === 'proxy-dns',
      isEmpty: discovery === 'assigned' && endpoints.length === 0,
      facets: pick(facets),
    };
  });
  return graph.group<{ readonly use: BackendUse }, WatchedCluster>(
    'envoy/watched-clusters',
    inputs.byUse,
    (_, [first], track) => {
      const { use } = first ?? {};
      if (use === undefined || use.shared !== undefined || (use.failover ?? []).length > 0) return undefined;
      const watch = track.fetch(watches, use.backend);
      if (watch === undefined) return undefined;
      const {
        isEmpty,
        facets: own,
        ...rest
      } = speaksBoth(use) ? { ...watch, assignment: clusterName(use) } : watch;
      const facets = mergeFacets(own, facetsOf(use, inputs.backendFacets, track));
      const watchedBy =
        facets.activeHealth !== undefined
          ? 'checks'
          : facets.passiveHealth !== undefined || use.isWatched === true
            ? 'requests'
            : 'nobody';
      if (watchedBy === 'nobody' && !rest.resolves && !isEmpty) return undefined;
      return { cluster: clusterName(use), backend: use.backend, ...rest, watchedBy };
    },
  );
}

function pick({ activeHealth, passiveHealth }: BackendFacets): BackendFacets {
  return {
    ...(activeHealth === undefined ? {} : { activeHealth }),
    ...(passiveHealth === undefined ? {} : { passiveHealth }),
  };
}
