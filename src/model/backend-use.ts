import { localZone, type ResourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, backendKey, type UpstreamProtocol } from './backend.ts';
import type { ByRequest } from './by-request.ts';
import type { HostedService, MetadataServer } from './hosted-service.ts';
import type { CalledFunction } from './lambda-function.ts';

/** BackendUse names a backend as it is used; what a cluster is named by. */
export interface BackendUse {
  readonly backend: BackendKey;
  readonly protocol: UpstreamProtocol;
  /**
   * ResourceKeys of the policies that shape this use, and of the gateway that does, the most specific first. They are named, and
   * looked up when encoded.
   */
  readonly policies?: readonly ResourceKey[];
  /** Where those stand who use it so, where that is something to its policies: all that it is used by alike go out by one name. */
  readonly standing?: string;
  /** Who takes over while its endpoints are down, the first that has one which is up. None of them has any of its own. */
  readonly failover?: readonly BackendUse[];
  /** Its endpoint is the host that a request names. A backend is always so or never: it tells no uses apart. */
  readonly byRequest?: ByRequest;
  /** Some of its endpoints take over from others. A backend is always so or never. */
  readonly hasPriorities?: true;
  /** Some of its endpoints are spoken to in HTTP/1.1. A backend is always so or never. */
  readonly hasOlderEndpoints?: true;
  /** The Backend as one of whose groups it is used, where policies are on that: they shape it, and tell uses apart. */
  readonly group?: BackendKey;
  /** Requests are calls of a function, and are held until they are whole, as are its answers. A backend is always so or never. */
  readonly lambda?: CalledFunction;
  /** Requests go by its host, and show who calls. A backend is always so or never. */
  readonly hosted?: HostedService;
  /** One of those that take over from each other: it is watched for being down, where no health check is written. */
  readonly isWatched?: true;
  /** Of its endpoints those alone that have all of these traits. */
  readonly subset?: Readonly<Record<string, string>>;
  /** It stands for several, `backend` the first of them, which share what is sent to it. */
  readonly shared?: SharedUse;
}

/** SharedUse is several of equal right, each of which gets requests by its weight. */
export interface SharedUse {
  /** The part of an object that names them: what they are together goes by its name. */
  readonly by: ResourceKey;
  readonly among: readonly { readonly use: BackendUse; readonly weight: number }[];
}

/** useKey tells uses apart: each is a cluster. */
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

/** subsetName tells which endpoints are meant, in characters of a URL's query. */
export function subsetName(subset: NonNullable<BackendUse['subset']>): string {
  return new URLSearchParams(Object.entries(subset).sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}

/** ofAllEndpoints is a use of a backend as a whole: what shapes it shapes a use of some of its endpoints, too. */
export function ofAllEndpoints({ subset: _, ...use }: BackendUse): BackendUse {
  return use;
}

/** membersOf are those that take over from each other, in order, each as a use of its own; none where nobody takes over. */
export function membersOf({ failover = [], ...first }: BackendUse): readonly BackendUse[] {
  if (failover.length === 0) return [];
  return [first, ...failover].map(member => ({ ...member, isWatched: true }));
}

/** speaksBoth tells whether both versions of HTTP are spoken in plain text to who is used so: to some the one, to others the other. */
export function speaksBoth({ hasOlderEndpoints, protocol }: BackendUse): boolean {
  return hasOlderEndpoints === true && protocol === 'http2';
}

/**
 * standsAlone tells uses that nobody takes over from, and that take over from nobody: who goes by the host of each request is never
 * known to be down, and what Envoy does to call a function, or a service of a cloud, it does not where that is come to by way of a
 * cluster of clusters.
 */
export function standsAlone({ byRequest, hosted, lambda }: BackendUse): boolean {
  return byRequest !== undefined || lambda !== undefined || hosted !== undefined;
}

/** withMembers are all uses that a use needs: itself, its members, those that it stands for, and who makes the tokens for it. */
export function withMembers(use: BackendUse): readonly BackendUse[] {
  const shared = use.shared?.among.flatMap(({ use }) => withMembers(use)) ?? [];
  return [use, ...membersOf(use), ...shared, ...tokensFrom(use)];
}

/** metadataServerKey is the key of a metadata server, which is no object. */
export function metadataServerKey({ host, port }: MetadataServer): BackendKey {
  const ref = { group: '', kind: 'http', zone: localZone, namespace: 'google-metadata', name: host };
  return backendKey(ref, port);
}

/** tokensFrom is who makes the tokens that are shown to whom is used so; nobody where none are. */
export function tokensFrom({ hosted }: BackendUse): readonly BackendUse[] {
  if (hosted?.proof?.kind !== 'google-token') return [];
  return [{ backend: metadataServerKey(hosted.proof.from), protocol: 'http1' }];
}

/** eachUse changes a use, those that take over from it and those that it stands for alike. */
export function eachUse(use: BackendUse, change: Pick<BackendUse, 'protocol'>): BackendUse {
  return changed(use, one => ({ ...one, ...change }));
}

/** shapedUse has a use, those that take over from it and those that it stands for shaped by the policies that are told for each. */
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

/** wholePolicy is the policy that one is a part of; itself, where it is none. */
export function wholePolicy(part: ResourceKey): ResourceKey {
  return part.split(':')[0] ?? part;
}

/** originsOf are the objects that shape a use. */
export function originsOf({ policies = [] }: BackendUse): ResourceKey[] {
  return policies.map(wholePolicy);
}
