import { compareTexts } from '#lib/compare-texts.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import { type TargetRef, targetKinds } from '#resources';

/**
 * Rank is what decides, of two things that policies of a kind say of the same, which one holds: the later, by the first of
 * these that tells them apart (`kuma-policies.md`, 1).
 */
export interface Rank {
  /** How narrowly the policy names its proxies: by kind, and of Dataplanes by labels, by name, by an inbound. */
  readonly proxies: number;
  /** Where the policy was written: by whom of the control planes, and in what role. */
  readonly origin: number;
  readonly role: number;
  /** How narrowly the item names what is called. */
  readonly destination: number;
  /** Of two equals the one whose name sorts first holds. */
  readonly name: string;
  readonly policy: ResourceKey;
  /** Where it stands in its policy: the later holds. */
  readonly index: number;
}

const origins = ['global', undefined, 'zone'];
const roles = ['system', 'producer', 'consumer', 'workload-owner'];

/** proxiesRank orders targets of policies. */
export function proxiesRank({ kind, name, sectionName }: TargetRef): number {
  const among = kind === 'Dataplane' ? (name === undefined ? 0 : 1) + (sectionName === undefined ? 0 : 2) : 0;
  return 4 * targetKinds.indexOf(kind) + among;
}

/** destinationRank orders targets of `to`; without one, nothing is called. */
export function destinationRank(target: TargetRef | undefined): number {
  if (target === undefined) return 0;
  const isPort = target.kind === 'MeshService' && target.sectionName !== undefined;
  return 2 * targetKinds.indexOf(target.kind) + (isPort ? 1 : 0);
}

/** originRank orders where policies come from. */
export function originRank(labels: Readonly<Record<string, string>>): Pick<Rank, 'origin' | 'role'> {
  const origin = origins.indexOf(labels['kuma.io/origin']);
  return {
    origin: origin < 0 ? origins.indexOf(undefined) : origin,
    role: Math.max(roles.indexOf(labels['kuma.io/policy-role'] ?? 'system'), 0),
  };
}

/** byRank puts what holds last. It never calls two different items equal. */
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
