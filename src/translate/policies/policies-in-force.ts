import type { Collection, Graph } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type BackendFacets, bySeniority, type ListenerFacets, partOf, type RouteFacets } from '#model';
import { given } from './given.ts';
import { policyKinds } from './index.ts';
import { type PointKey, parsePoint, pointKindOf } from './point.ts';
import type { PolicyAttachment } from './policy-attachments.ts';
import type { PolicyMeaning } from './policy-kind.ts';
import type { PolicyState } from './policy-state.ts';

/** PolicyInForce is what a policy says at a point, as far as it matters there. */
export interface PolicyInForce {
  readonly policy: ResourceKey;
  readonly id: PolicyState['id'];
  /** As in PolicySpec. */
  readonly merges?: boolean;
  readonly childrenMerge?: boolean;
  readonly route?: RouteFacets;
  readonly listener?: ListenerFacets;
  readonly listenerOfPorts?: PolicyMeaning['listenerOfPorts'];
  /** Whether it says how backends are used. What it says is looked up by its key, so that it re-runs no route. */
  readonly shapesBackends: boolean;
  /** What it says of backends themselves, where the point is one. */
  readonly onBackend?: Pick<PolicyMeaning, 'session' | 'tls'> & Pick<BackendFacets, 'resolution'>;
}

/** PointPolicies are the policies in force at a point, in the order of the table of kinds: one a kind, or those that hold together. */
export interface PointPolicies {
  readonly point: PointKey;
  readonly policies: readonly PolicyInForce[];
}

/**
 * decideInForce derives which policies are in force at each point that has any: of each kind the oldest, or all, the oldest
 * first. Policies on backends are decided before there are backends; the others after, so that they may refer to backends.
 */
export function decideInForce(
  graph: Graph,
  where: 'backends' | 'routes',
  states: Collection<PolicyState>,
  attachments: Collection<PolicyAttachment>,
): Collection<PointPolicies> {
  const isBackend = where === 'backends';
  const byPoint = graph.index(`translate/policies-by-point-on-${where}`, attachments, ({ point }) => {
    const { object } = parsePoint(point);
    return (pointKindOf(object.group, object.kind) === 'backend') === isBackend ? [point] : [];
  });
  return graph.group<PolicyAttachment, PointPolicies>(
    `translate/policies-in-force-on-${where}`,
    byPoint,
    (point, attached, track) => {
      const { section } = parsePoint(point);
      const found = attached.flatMap(({ policy }) => track.fetch(states, policy) ?? []).sort(bySeniority);
      const policies = policyKinds.flatMap(kind => {
        const own = found.filter(({ id }) => id === kind.id);
        return (kind.isTogether ? own : own.slice(0, 1)).map(policy => inForce(policy, section, isBackend));
      });
      return policies.length === 0 ? undefined : { point, policies };
    },
  );
}

/** inForce is what a policy says where it is in force, on a backend or elsewhere. */
export function inForce(
  { id, origin, merges, childrenMerge, meaning }: PolicyState,
  section: string | undefined,
  isBackend: boolean,
): PolicyInForce {
  const own = section === undefined ? undefined : meaning.ofSections?.[section];
  const { backend, listener, listenerOfPorts, session, tls, route }: PolicyMeaning = own ?? meaning;
  return {
    policy: own === undefined || section === undefined ? origin : partOf(origin, section),
    id,
    ...given({ merges, childrenMerge }),
    ...(route === undefined ? {} : { route }),
    ...given({ listener, listenerOfPorts }),
    shapesBackends: isShaping(backend),
    ...(isBackend ? { onBackend: given({ resolution: backend?.resolution, session, tls }) } : {}),
  };
}

function isShaping(facets: BackendFacets = {}): boolean {
  return Object.keys(facets).length > 0;
}
