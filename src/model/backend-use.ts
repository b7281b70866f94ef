import { localZone, type ResourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, backendKey, type UpstreamProtocol } from './backend.ts';
import type { ByRequest } from './by-request.ts';
import type { HostedService, MetadataServer } from './hosted-service.ts';
import type { CalledFunction } from './lambda-function.ts';

/** BackendUse says which backend is used, and how. Clusters are named after it. */
export interface BackendUse {
  readonly backend: BackendKey;
  readonly protocol: UpstreamProtocol;
  /**
   * ResourceKeys of the policies, and of the gateway, that shape this use, the most specific first. They are only named here, and
   * are looked up when the cluster is encoded.
   */
  readonly policies?: readonly ResourceKey[];
  /**
   * Where the callers stand, if that matters to the policies. It does not change the cluster's name: uses that differ in nothing
   * else have one name.
   */
  readonly standing?: string;
  /**
   * Backends that take over while all endpoints of this one are down: the first with an endpoint that is up. They have no
   * failover of their own.
   */
  readonly failover?: readonly BackendUse[];
  /** Each request names the host that it goes to. This is fixed for a backend, so it tells no uses apart. */
  readonly byRequest?: ByRequest;
  /** Some endpoints take over from others. Fixed for a backend. */
  readonly hasPriorities?: true;
  /** Some endpoints are spoken to in HTTP/1.1. Fixed for a backend. */
  readonly hasOlderEndpoints?: true;
  /**
   * The Backend of which this one is used as a member of a group, where policies target that Backend: they shape this use, and
   * tell uses apart.
   */
  readonly group?: BackendKey;
  /** Requests are calls of a function; they and their answers are buffered whole. Fixed for a backend. */
  readonly lambda?: CalledFunction;
  /** Requests are sent to the service's own host, and show who calls. Fixed for a backend. */
  readonly hosted?: HostedService;
  /** It is a member of a failover: where no health check is written, Envoy is made to notice when it is down. */
  readonly isWatched?: true;
  /** Only those endpoints of the backend that have all of these traits. */
  readonly subset?: Readonly<Record<string, string>>;
  /** It stands for several uses (`backend` is the first of them) that share what is sent to it. */
  readonly shared?: SharedUse;
}

/** SharedUse is several uses of equal rank, each of which gets requests by its weight. */
export interface SharedUse {
  /** The part of an object that lists them: all of them together are named after it. */
  readonly by: ResourceKey;
  readonly among: readonly { readonly use: BackendUse; readonly weight: number }[];
}

/** useKey tells uses apart: each key is a cluster. */
export function useKey(use: BackendUse): string {
  const { backend, protocol, policies = [], standing, failover = [], isWatched, subset, shared } = use;
  if (shared !== undefined) return ['shared', shared.by, protocol, ...policies].join('\n');
  const own = [
    ...[backend, protocol, ...policies],
    ...(standing === undefined ? [] : [standing]),
    ...(subset === undefined ? [] : [subsetName(subset)]),
    ...(isWatched === true ? ['watched'] : []),
  ].join('\n');
  return [own, ...failover.map(useKey)].join('\n\n');
}

/** subsetName names the endpoints of a subset, in characters that a URL's query allows. */
export function subsetName(subset: NonNullable<BackendUse['subset']>): string {
  return new URLSearchParams(Object.entries(subset).sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}

/**
 * ofAllEndpoints widens the use of a subset to the whole backend: what shapes the use of all endpoints shapes that of some, too.
 */
export function ofAllEndpoints({ subset: _, ...use }: BackendUse): BackendUse {
  return use;
}

/** membersOf returns the backends of a failover in order, each as a use of its own; empty where there is no failover. */
export function membersOf({ failover = [], ...first }: BackendUse): readonly BackendUse[] {
  if (failover.length === 0) return [];
  return [first, ...failover].map(member => ({ ...member, isWatched: true }));
}

/**
 * speaksBoth tells whether a use speaks both versions of HTTP in plain text: HTTP/1.1 to some endpoints, HTTP/2 to the others.
 */
export function speaksBoth({ hasOlderEndpoints, protocol }: BackendUse): boolean {
  return hasOlderEndpoints === true && protocol === 'http2';
}

/**
 * standsAlone tells which uses can be no member of a failover. A backend by request is never known to be down. What Envoy does to
 * call a function or a cloud's service it does not do behind an aggregate cluster.
 */
export function standsAlone({ byRequest, hosted, lambda }: BackendUse): boolean {
  return byRequest !== undefined || lambda !== undefined || hosted !== undefined;
}

/**
 * withMembers returns all uses that a use needs: itself, the members of its failover, those that it stands for, and the servers
 * that make its tokens.
 */
export function withMembers(use: BackendUse): readonly BackendUse[] {
  const shared = use.shared?.among.flatMap(({ use }) => withMembers(use)) ?? [];
  return [use, ...membersOf(use), ...shared, ...tokensFrom(use)];
}

/** metadataServerKey is the backend key of a metadata server, for which there is no object. */
export function metadataServerKey({ host, port }: MetadataServer): BackendKey {
  const ref = { group: '', kind: 'http', zone: localZone, namespace: 'google-metadata', name: host };
  return backendKey(ref, port);
}

/** tokensFrom returns the server that makes the tokens shown to this backend; empty where none are shown. */
export function tokensFrom({ hosted }: BackendUse): readonly BackendUse[] {
  if (hosted?.proof?.kind !== 'google-token') return [];
  return [{ backend: metadataServerKey(hosted.proof.from), protocol: 'http1' }];
}

/** eachUse changes a use, and likewise the members of its failover and the uses that it stands for. */
export function eachUse(use: BackendUse, change: Pick<BackendUse, 'protocol'>): BackendUse {
  return changed(use, one => ({ ...one, ...change }));
}

/**
 * shapedUse sets the policies of a use, of the members of its failover and of the uses that it stands for: `policiesOf` is asked
 * for each.
 */
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

function changed(
  { failover, shared, ...use }: BackendUse,
  change: (use: BackendUse) => BackendUse,
): BackendUse {
  const among = shared?.among.map(({ use, weight }) => ({ use: changed(use, change), weight }));
  return {
    ...change(use),
    ...(failover === undefined ? {} : { failover: failover.map(change) }),
    ...(shared === undefined || among === undefined ? {} : { shared: { ...shared, among } }),
  };
}

/** partOf names a part of a policy that shapes one use alone. */
export function partOf(policy: ResourceKey, part: string): ResourceKey {
  return [policy, part].join(':');
}

/** wholePolicy returns the policy that this is a part of, or the policy itself where it is no part. */
export function wholePolicy(part: ResourceKey): ResourceKey {
  return part.split(':')[0] ?? part;
}

/** originsOf returns the objects that shape a use. */
export function originsOf({ policies = [] }: BackendUse): ResourceKey[] {
  return policies.map(wholePolicy);
}
