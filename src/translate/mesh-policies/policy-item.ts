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

/** ItemSubject is what an item says something of: what proxies call, what they are called for (and by whom), or a proxy itself. */
export type ItemSubject =
  | { readonly kind: 'outbound'; readonly to: TargetRef }
  | { readonly kind: 'inbound'; readonly from?: TargetRef; readonly matches: readonly CallerMatch[] }
  | { readonly kind: 'proxy' };

/** PolicyItem is one thing that a policy of the mesh says. */
export interface PolicyItem {
  readonly id: MeshPolicyId;
  readonly policy: ResourceKey;
  readonly mesh: string;
  /** On Kubernetes, whose objects are meant by names. */
  readonly namespace?: string;
  /** Of which proxies. */
  readonly proxies: TargetRef;
  readonly subject: ItemSubject;
  readonly rank: Rank;
  /** In the written form of its kind; times are in milliseconds. */
  readonly settings: object;
  /** Traits of who calls that its policy asks for, some of which means something else by what they are. Absent: it is the same to all. */
  readonly asks?: readonly string[];
}

/** itemsOf are the things that a policy says. */
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
  return subjectsOf(spec).map(({ subject, settings }, index) => ({
    id: policy.id,
    policy: key,
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
  readonly subject: ItemSubject;
  readonly settings: object;
}

function subjectsOf({ to = [], from = [], rules = [], default: ofProxy }: MeshPolicySpec): readonly Said[] {
  return [
    ...to.map(
      (item): Said => ({ subject: { kind: 'outbound', to: item.targetRef }, settings: item.default }),
    ),
    ...from.map(
      (item): Said => ({
        subject: { kind: 'inbound', from: item.targetRef, matches: [] },
        settings: item.default,
      }),
    ),
    ...rules.map(
      (item): Said => ({ subject: { kind: 'inbound', matches: item.matches }, settings: item.default }),
    ),
    ...(ofProxy === undefined ? [] : [{ subject: { kind: 'proxy' }, settings: ofProxy } as const]),
  ];
}

/**
 * isOfPlaces: what is said of proxies as a whole holds wherever they listen. So does what TLS is to be spoken, which is said of a whole
 * mesh alone: who calls must know it as well.
 */
export function isOfPlaces({ id, subject, settings }: PolicyItem): boolean {
  if (subject.kind === 'proxy') return id === 'kuma/MeshTrace' || id === 'kuma/MeshProxyPatch';
  return id === 'kuma/MeshTLS' && ('tlsVersion' in settings || 'tlsCiphers' in settings);
}

/** inOrder puts items in the order in which they are applied: what holds comes last. */
export function inOrder<I extends { readonly rank: Rank }>(items: readonly I[]): readonly I[] {
  return [...items].sort((a, b) => byRank(a.rank, b.rank));
}
