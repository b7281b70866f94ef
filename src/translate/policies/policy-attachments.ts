import type { Collection, Graph, Tracker } from '#graph';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { AnyPolicy, AnyResource, Namespace, PolicySelector } from '#resources';
import { selects } from '../label-selection.ts';
import { isChosen } from '../namespace-selection.ts';
import type { ReferenceGrants } from '../reference-grants.ts';
import type { PointKey } from './point.ts';
import { canTarget, pointOf } from './policy-state.ts';

/** PolicyAttachment says that a policy is about a point, whether or not it is in force there. */
export interface PolicyAttachment {
  readonly policy: ResourceKey;
  readonly point: PointKey;
}

type Selectable = Pick<AnyResource, 'ref' | 'metadata'>;

/** Crossing decides whether a policy may select objects of other namespaces. */
export interface Crossing {
  readonly namespaces: Collection<Namespace>;
  readonly grants: ReferenceGrants;
}

const ownNamespace = { from: 'Same' } as const;
/** No namespace has this name. */
const anyNamespace = '*';

function isElsewhere(namespaces: PolicySelector['namespaces'] = ownNamespace): boolean {
  return namespaces.from !== 'Same';
}

/**
 * attachPolicies derives where policies are attached: to the targets that they name, and to the objects that they select by
 * labels. Each object looks for the policies that select it, so that one that comes or goes re-runs only itself.
 */
export function attachPolicies(
  graph: Graph,
  policies: Collection<AnyPolicy>,
  selectable: readonly Collection<Selectable>[],
  { namespaces, grants }: Crossing,
): Collection<PolicyAttachment> {
  const bySelection = graph.index<AnyPolicy>('translate/policies-by-selection', policies, policy =>
    policy.spec.selectors
      .filter(selector => canTarget(policy, selector))
      .map(({ group, kind, namespaces }) =>
        selectionKey(group, kind, isElsewhere(namespaces) ? anyNamespace : policy.ref.namespace),
      ),
  );
  const selecting = ({ ref, metadata }: Selectable, track: Tracker) =>
    [ref.namespace, anyNamespace]
      .flatMap(within => track.fetchAll(bySelection, selectionKey(ref.group, ref.kind, within)))
      .filter(policy =>
        policy.spec.selectors.some(
          s =>
            s.group === ref.group &&
            s.kind === ref.kind &&
            selects(s, metadata.labels) &&
            isChosen(s.namespaces ?? ownNamespace, policy.ref.namespace, ref.namespace, {
              namespaces,
              track,
            }),
        ),
      )
      .filter(policy => grants.permits(track, policy.ref, ref));
  return graph.join('translate/policy-attachments', [
    graph.derive<AnyPolicy, PolicyAttachment>('translate/named-targets', policies, (policy, key) =>
      policy.spec.targets
        .filter(target => canTarget(policy, target))
        .map(target => attachment(key, pointOf(policy, target))),
    ),
    ...selectable.map(objects =>
      graph.derive<Selectable, PolicyAttachment>(
        `translate/selected-targets-of-${objects.name}`,
        objects,
        (object, key, track) => selecting(object, track).map(({ ref }) => attachment(resourceKey(ref), key)),
      ),
    ),
  ]);
}

function attachment(policy: ResourceKey, point: PointKey): readonly [string, PolicyAttachment] {
  return [[policy, point].join('\n'), { policy, point }];
}

function selectionKey(group: string, kind: string, namespace: string): string {
  return [group, kind, namespace].join('/');
}
