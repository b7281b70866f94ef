import { posix } from 'node:path';
import { normalizeHostname } from '#lib/hostname.ts';
import {
  type AddressCategory,
  addressOfName,
  categoryOfAddress,
  categoryOfHost,
  networksOf,
} from '#lib/ip-address.ts';
import type { ByRequest, MetadataServer } from '#model';
import type { BackendEndpoint, BackendObjectReference } from '#resources';
import type { OwnListener } from './own-listener.ts';

/** The classes of addresses that a Backend may not name unless the operator allows them. */
export const guardedClasses = ['loopback', 'unspecified', 'link-local', 'metadata', 'multicast'] as const;
export type GuardedClass = (typeof guardedClasses)[number];

/**
 * AddressPolicy is what the operator of the gateways allows Backends to name. A Backend can point anywhere, so whoever may
 * write one could otherwise reach the proxy's own machine, its admin port, or the cloud's metadata service.
 */
export interface AddressPolicy {
  readonly allowed: ReadonlySet<GuardedClass>;
  /** Directories below which unix sockets may lie; 'any' where the machine is the operator's own. */
  readonly socketDirectories: 'any' | readonly string[];
  /**
   * The control plane resolves names, and leaves out addresses that they must not lead to. Otherwise proxies resolve them,
   * and whoever answers for a name decides where it leads.
   */
  readonly checksNames?: boolean;
  /** Folders of the proxies' own sockets, links resolved: nothing below them may be named, whatever is allowed. */
  readonly refusedSockets: readonly string[];
  /** Where the control plane listens on this machine: nothing that reaches it may be named, whatever is allowed. */
  readonly ownListeners?: readonly OwnListener[];
  /** The service that counts requests for all proxies together, if there is one. */
  readonly rateLimitService?: RateLimitServiceSettings;
  /** The server that issues Google's tokens to proxies, where it is not the one of Google's own machines. */
  readonly googleMetadata?: GoogleMetadata;
  /** The folder in which programs of images are kept, on this machine and at the same path on those of proxies. */
  readonly programFolder?: string;
  /** Whether EnvoyPatchPolicies are in force: who may write one may have a proxy do anything. */
  readonly allowsPatches?: boolean;
  /** Sidecars are told only of services that let them in (MeshTrafficPermission). */
  readonly reachFollowsPermissions?: boolean;
  /** Every port of a Service has an Upstream, written or not. */
  readonly discoversServices?: boolean;
  /** Namespaces whose Secrets are read, where not all are: other Secrets are not seen, whether they exist or not. */
  readonly secretNamespaces?: readonly string[];
  /** Follows the links of a path, where there is a disk; of a path that does not exist (yet), as far as it does. */
  readonly followLinks?: (path: string) => string;
}

/** RateLimitServiceSettings name a gRPC service (`envoy.service.ratelimit.v3`) by its backends, which share the calls. */
export interface RateLimitServiceSettings {
  readonly backends: readonly CountingBackend[];
  /** How long its answer is waited for, ms. */
  readonly timeout: number;
  /** Whether requests are refused while it cannot be asked. */
  readonly failsClosed: boolean;
}

/** GoogleMetadata is where a metadata server is asked, or why the setting for that cannot be used. */
export type GoogleMetadata = MetadataServer | { readonly problem: string };

/** CountingBackend is one such backend; it gets calls in proportion to its weight. */
export interface CountingBackend extends BackendObjectReference {
  readonly namespace: string;
  readonly weight: number;
}

/** refusal says why an endpoint may not be used, or undefined where it may. */
export function refusal(endpoint: BackendEndpoint, policy: AddressPolicy): string | undefined {
  switch (endpoint.kind) {
    case 'ip':
      return refusedAddress(endpoint.address, endpoint.port, policy);
    case 'fqdn':
      return refusedName(endpoint.hostname, endpoint.port, policy);
    case 'unix':
      return refusedSocket(endpoint.path, policy);
    // Where it leads is known only once it is looked up.
    case 'srv':
      return undefined;
  }
}

/** Names get the same treatment as addresses, after normalisation: case, a final dot, and numbers that mean an address. */
function refusedName(written: string, port: number, policy: AddressPolicy): string | undefined {
  const name = normalizeHostname(written);
  const address = addressOfName(name);
  if (address !== undefined) {
    return `hostname ${written} is an IP address (${address}); write it as ip: {address, port}`;
  }
  const category = categoryOfHost(name);
  if (category === 'loopback' && ownListenersAt(port, policy).some(l => l.reachedBy('127.0.0.1'))) {
    return ownAddress(`hostname ${written}`, port);
  }
  if (category !== undefined) return refusedCategory(`hostname ${written}`, category, policy);
  if (!name.includes('.') && !policy.allowed.has('loopback')) {
    return `hostname ${written} should be a domain with at least two segments separated by dots`;
  }
  return undefined;
}

/** isOwnAddress tells whether the control plane itself listens there. */
export function isOwnAddress(address: string, port: number, policy: AddressPolicy): boolean {
  return ownListenersAt(port, policy).some(l => l.reachedBy(address));
}

/** refusedAddress says why an address may not be used, or undefined where it may. */
export function refusedAddress(address: string, port: number, policy: AddressPolicy): string | undefined {
  if (isOwnAddress(address, port, policy)) {
    return ownAddress(`IP address ${address}`, port);
  }
  return refusedCategory(`IP address ${address}`, categoryOfAddress(address), policy);
}

/** refusedClasses are the classes of addresses that Backends may not name. */
export function refusedClasses({ allowed }: Pick<AddressPolicy, 'allowed'>): readonly GuardedClass[] {
  return guardedClasses.filter(category => !allowed.has(category));
}

/** refusedByRequest is what requests must not reach where each names its own host; it is checked after the host was resolved. */
export function refusedByRequest(policy: AddressPolicy): ByRequest {
  return {
    refusedNetworks: refusedClasses(policy).flatMap(networksOf),
    refusedPorts: [...new Set((policy.ownListeners ?? []).map(({ port }) => port))],
  };
}

/**
 * isOwnPort tells whether the control plane listens at a port: then only the addresses of a name show that it does not lead
 * there.
 */
export function isOwnPort(port: number, policy: AddressPolicy): boolean {
  return ownListenersAt(port, policy).length > 0;
}

function ownListenersAt(port: number, { ownListeners = [] }: AddressPolicy): readonly OwnListener[] {
  return ownListeners.filter(listener => listener.port === port);
}

function ownAddress(subject: string, port: number): string {
  return `${subject} with port ${port} is where the control plane itself listens, which is not a backend`;
}

/** refusedCategory says why a name or address of some class may not be used; undefined where it may. */
export function refusedCategory(
  subject: string,
  found: AddressCategory,
  policy: AddressPolicy,
): string | undefined {
  const guarded = guardedClasses.find(c => c === found);
  if (guarded === undefined || policy.allowed.has(guarded)) return undefined;
  return `${subject} is ${describe[guarded]}, which backends may not name unless the operator allows it (--allow-addresses ${guarded})`;
}

const describe = {
  loopback: 'in the loopback range',
  unspecified: 'the unspecified address, which reaches the proxy itself',
  'link-local': 'in the link-local range',
  metadata: 'a cloud metadata service',
  multicast: 'a multicast address',
} as const satisfies Record<GuardedClass, string>;

function refusedSocket(written: string, policy: AddressPolicy): string | undefined {
  const path = posix.normalize(policy.followLinks?.(written) ?? written);
  const isBelow = (folder: string) =>
    path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
  if (policy.refusedSockets.some(isBelow)) return `unix socket ${written} is one of the proxy's own`;
  if (policy.socketDirectories === 'any' || policy.socketDirectories.some(isBelow)) return undefined;
  return `unix socket ${written} is in no directory that the operator allows (--allow-sockets DIR)`;
}
