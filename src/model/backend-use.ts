import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey, UpstreamProtocol } from './backend.ts';
import type { ByRequest } from './by-request.ts';

/** BackendUse names a backend as it is used; what a cluster is named by. */
export interface BackendUse {
  readonly backend: BackendKey;
  readonly protocol: UpstreamProtocol;
  /**
   * ResourceKeys of the policies that shape this use, and of the gateway that does, the most specific first. They are named, and
   * looked up when encoded.
   */
  readonly policies?: readonly ResourceKey[];
  /** Who takes over while its endpoints are down, the first that has one which is up. None of them has any of its own. */
  readonly failover?: readonly BackendUse[];
  /** Its endpoint is the host that a request names. A backend is always so or never: it tells no uses apart. */
  readonly byRequest?: ByRequest;
  /** Some of its endpoints take over from others. A backend is always so or never. */
  readonly hasPriorities?: true;
  /** One of those that take over from each other: it is watched for being down, where no health check is written. */
  readonly isWatched?: true;
}

/** useKey tells uses apart: each is a cluster. */
export function useKey(use: BackendUse): string {
  const { backend, protocol, policies = [], failover = [], isWatched } = use;
  const own = [backend, protocol, ...policies, ...(isWatched === true ? ['watched'] : [])].join('\n');
  return [own, ...failover.map(useKey)].join('\n\n');
}

/** membersOf are those that take over from each other, in order, each as a use of its own; none where nobody takes over. */
export function membersOf({ failover = [], ...first }: BackendUse): readonly BackendUse[] {
  if (failover.length === 0) return [];
  return [first, ...failover].map(member => ({ ...member, isWatched: true }));
}

/** withMembers are all uses that a use needs: itself, and its members. */
export function withMembers(use: BackendUse): readonly BackendUse[] {
  return [use, ...membersOf(use)];
}

/** eachUse changes a use and those that take over from it alike. */
export function eachUse(use: BackendUse, change: Pick<BackendUse, 'protocol'>): BackendUse {
  return changed(use, one => ({ ...one, ...change }));
}

/** shapedUse has a use, and those that take over from it, shaped by the policies that are told for each. */
export function shapedUse(
  use: BackendUse,
  policiesOf: (use: BackendUse) => readonly ResourceKey[],
): BackendUse {
  return changed(use, one => {
    const { policies: _, ...bare } = one;
    const policies = policiesOf(one);
    return policies.length === 0 ? bare : { ...bare, policies };
  });
}

function changed({ failover, ...use }: BackendUse, change: (use: BackendUse) => BackendUse): BackendUse {
  return failover === undefined ? change(use) : { ...change(use), failover: failover.map(change) };
}

/** partOf names a part of a policy that shapes one use alone. */
export function partOf(policy: ResourceKey, part: string): ResourceKey {
  return [policy, part].join(':');
}

/** originsOf are the objects that shape a use. */
export function originsOf({ policies = [] }: BackendUse): ResourceKey[] {
  return policies.map(key => key.split(':')[0] ?? key);
}
