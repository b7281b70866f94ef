import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import {
  type AnyMeshPolicy,
  type CallerMatch,
  type MeshPolicySpec,
  placeInMesh,
  type TargetRef,
} from '#resources';
import { byRank, destinationRank, originRank, proxiesRank, type Rank } from './rank.ts';

export type MeshPolicyId = AnyMeshPolicy['id'];

/** ItemSubject is what an item is about: what proxies call, calls to them (and from whom), or the proxy itself. */
export type ItemSubject =
  | { readonly kind: 'outbound'; readonly to: TargetRef }
  | { readonly kind: 'inbound'; readonly from?: TargetRef; readonly matches: readonly CallerMatch[] }
  | { readonly kind: 'proxy' };

/** PolicyItem is one entry of a policy of the mesh: of its `to`, `from` or `rules`, or its `default`. */
export interface PolicyItem {
  readonly id: MeshPolicyId;
  readonly policy: ResourceKey;
  /** Its path in the policy: `spec.to[0]`, `spec.default`. */
  readonly at: string;
  readonly mesh: string;
  /** On Kubernetes, the namespace in which names are looked up. */
  readonly namespace?: string;
  /** The proxies that it is about. */
  readonly proxies: TargetRef;
  readonly subject: ItemSubject;
  readonly rank: Rank;
  /** In the written form of its kind; times are in milliseconds. */
  readonly settings: object;
  /**
   * The traits of callers that its policy asks for, since settings of the policy depend on them. Absent: it is the same for
   * all.
   */
  readonly asks?: readonly string[];
}

/** itemsOf are the items of a policy. */
export function itemsOf(policy: AnyMeshPolicy): readonly PolicyItem[] {
  const { ref, metadata, spec } = policy;
  const key = resourceKey(ref);
  const { mesh, namespace } = placeInMesh({ ...policy, spec: {} });
  const rank = {
    proxies: proxiesRank(spec.targetRef),
    ...originRank(metadata.labels),
    name: metadata.labels['kuma.io/display-name'] ?? ref.name,
    policy: key,
  };
  return subjectsOf(spec).map(({ at, subject, settings }, index) => ({
    id: policy.id,
    policy: key,
    at,
    mesh,
    ...(namespace === undefined ? {} : { namespace }),
    proxies: spec.targetRef,
    subject,
    settings,
    rank: {
      ...rank,
      index,
      destination: destinationRank(subject.kind === 'outbound' ? subject.to : undefined),
    },
  }));
}

interface Said {
  readonly at: string;
  readonly subject: ItemSubject;
  readonly settings: object;
}

function subjectsOf({ to = [], from = [], rules = [], default: ofProxy }: MeshPolicySpec): readonly Said[] {
  return [
    ...to.map(
      ({ targetRef, default: settings }, i): Said => ({
        at: `spec.to[${i}]`,
        subject: { kind: 'outbound', to: targetRef },
        settings,
      }),
    ),
    ...from.map(
      ({ targetRef, default: settings }, i): Said => ({
        at: `spec.from[${i}]`,
        subject: { kind: 'inbound', from: targetRef, matches: [] },
        settings,
      }),
    ),
    ...rules.map(
      ({ matches, default: settings }, i): Said => ({
        at: `spec.rules[${i}]`,
        subject: { kind: 'inbound', matches },
        settings,
      }),
    ),
    ...(ofProxy === undefined
      ? []
      : [{ at: 'spec.default', subject: { kind: 'proxy' }, settings: ofProxy } as const]),
  ];
}

/**
 * isOfPlaces tells whether an item applies wherever proxies listen: items about proxies as a whole, and the TLS parameters of
 * MeshTLS, which are set for whole meshes only, since callers must know them as well.
 */
export function isOfPlaces({ id, subject, settings }: PolicyItem): boolean {
  if (subject.kind === 'proxy') return id === 'kuma/MeshTrace' || id === 'kuma/MeshProxyPatch';
  return id === 'kuma/MeshTLS' && ('tlsVersion' in settings || 'tlsCiphers' in settings);
}

/** inOrder sorts items into the order in which they are applied: a later one overrides the earlier. */
export function inOrder<I extends { readonly rank: Rank }>(items: readonly I[]): readonly I[] {
  return [...items].sort((a, b) => byRank(a.rank, b.rank));
}
