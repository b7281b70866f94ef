import { compareTexts } from '#lib/compare-texts.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type TargetRef, targetKinds } from '#resources';

/**
 * Rank decides which of two items of policies of a kind wins where both say the same thing: the later, by the first of these
 * fields that differs (`kuma-policies.md`, 1).
 */
export interface Rank {
  /** How narrowly the policy names its proxies: by kind, and of Dataplanes by labels, by name, by an inbound. */
  readonly proxies: number;
  /** Where the policy was written: on the global or the zone's control plane, and in what role. */
  readonly origin: number;
  readonly role: number;
  /** How narrowly the item names its destination. */
  readonly destination: number;
  /** Of two that are otherwise equal, the one whose name sorts first wins. */
  readonly name: string;
  readonly policy: ResourceKey;
  /** Its index in its policy: the later wins. */
  readonly index: number;
}

const origins = ['global', undefined, 'zone'];
const roles = ['system', 'producer', 'consumer', 'workload-owner'];

/** proxiesRank ranks the targets of policies. */
export function proxiesRank({ kind, name, sectionName }: TargetRef): number {
  const among = kind === 'Dataplane' ? (name === undefined ? 0 : 1) + (sectionName === undefined ? 0 : 2) : 0;
  return 4 * targetKinds.indexOf(kind) + among;
}

/** destinationRank ranks the targets of `to`; an item without one is about no destination. */
export function destinationRank(target: TargetRef | undefined): number {
  if (target === undefined) return 0;
  const isPort = target.kind === 'MeshService' && target.sectionName !== undefined;
  return 2 * targetKinds.indexOf(target.kind) + (isPort ? 1 : 0);
}

/** originRank ranks where policies come from. */
export function originRank(labels: Readonly<Record<string, string>>): Pick<Rank, 'origin' | 'role'> {
  const origin = origins.indexOf(labels['kuma.io/origin']);
  return {
    origin: origin < 0 ? origins.indexOf(undefined) : origin,
    role: Math.max(roles.indexOf(labels['kuma.io/policy-role'] ?? 'system'), 0),
  };
}

/** byRank puts the winner last. It never finds two different items equal. */
export function byRank(a: Rank, b: Rank): number {
  return (
    a.proxies - b.proxies ||
    a.origin - b.origin ||
    a.role - b.role ||
    a.destination - b.destination ||
    compareTexts(b.name, a.name) ||
    compareTexts(b.policy, a.policy) ||
    a.index - b.index
  );
}
