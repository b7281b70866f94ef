import { normalizeHostname } from '#lib/hostname.ts';
import type { GatewayListener } from '#resources';
import type { ListenerHolder } from './listener-holder.ts';
import type { ListenerProblem } from './listener-problem.ts';

/** Claims record what a port is taken for: one protocol, and hostnames. */
interface Claims {
  readonly layer: string;
  readonly hostnames: Set<string>;
  /** The first object on the port, in general words: details of other objects are not for everyone to read. */
  readonly holder: string;
}

/** HolderConflicts are what is wrong with the listeners of one object, in the order of its listeners. */
export type HolderConflicts = readonly (ListenerProblem | undefined)[];

/** How messages speak of the objects that took a port. */
const others = {
  gateway: { owner: 'the Gateway', all: 'the Gateway' },
  proxy: { owner: 'another Gateway of its class', all: 'the proxy that Gateways of its class share' },
} as const;

/**
 * findConflicts finds listeners of one port that do not agree on the protocol, or do not differ in hostname (Gateway API,
 * "distinct" listeners). Where such listeners are in one object, none of them is valid. `holders` are in order of
 * precedence: what one has, none after it can have. They belong to one Gateway, or to several that share a `proxy`.
 */
export function findConflicts(
  holders: readonly ListenerHolder[],
  within: keyof typeof others = 'gateway',
): readonly HolderConflicts[] {
  const taken = new Map<string, Claims>();
  return holders.map(holder => {
    const { listeners } = holder.spec;
    const lost = listeners.map(own => lostTo(own, taken, others[within].all));
    const rest = listeners.filter((_, i) => lost[i] === undefined);
    for (const own of rest) claim(own, holder, taken, others[within].owner);
    return listeners.map((own, i) => lost[i] ?? conflictAmong(rest, own));
  });
}

function lostTo(
  own: GatewayListener,
  taken: ReadonlyMap<string, Claims>,
  all: string,
): ListenerProblem | undefined {
  const claims = taken.get(portOf(own));
  if (claims === undefined) return undefined;
  const { layer, holder } = claims;
  if (layer !== layerOf(own)) {
    const message = `port ${own.port} is already taken for ${layer} by ${holder}, which goes before this one; take another port`;
    return { reason: 'ProtocolConflict', message, path: '' };
  }
  if (!claims.hostnames.has(hostOf(own))) return undefined;
  if (!hasHostnames(own)) {
    const message = `port ${own.port} is already taken by another listener of ${all}, which goes before this one; take another port`;
    return { reason: 'ProtocolConflict', message, path: '' };
  }
  const message = `port ${own.port} for ${hostText(own)} is already taken by another listener of ${all}, which goes before this one; take another hostname or port`;
  return { reason: 'HostnameConflict', message, path: '' };
}

function claim(
  own: GatewayListener,
  holder: ListenerHolder,
  taken: Map<string, Claims>,
  owner: string,
): void {
  const key = portOf(own);
  const claims = taken.get(key) ?? {
    layer: layerOf(own),
    hostnames: new Set(),
    holder: holder.id === 'gateway-api/Gateway' ? owner : 'another ListenerSet',
  };
  claims.hostnames.add(hostOf(own));
  taken.set(key, claims);
}

function conflictAmong(
  listeners: readonly GatewayListener[],
  own: GatewayListener,
): ListenerProblem | undefined {
  const neighbours = listeners.filter(other => other.name !== own.name && portOf(other) === portOf(own));
  const foreign = neighbours.find(other => layerOf(other) !== layerOf(own));
  if (foreign !== undefined) {
    const message = `port ${own.port} is also claimed by listener ${foreign.name} for ${foreign.protocol}; give one of them another port`;
    return { reason: 'ProtocolConflict', message, path: '' };
  }
  const twin = neighbours.find(other => hostOf(other) === hostOf(own));
  if (twin === undefined) return undefined;
  if (!hasHostnames(own)) {
    const message = `port ${own.port} is also claimed by listener ${twin.name}, and ${own.protocol} has no host names to tell them apart by; give one of them another port`;
    return { reason: 'ProtocolConflict', message, path: '' };
  }
  const message = `port ${own.port} for ${hostText(own)} is also claimed by listener ${twin.name}; give one of them another hostname or port`;
  return { reason: 'HostnameConflict', message, path: '' };
}

/** UDP ports and TCP ports do not conflict. */
function portOf({ port, protocol }: GatewayListener): string {
  return [port, protocol === 'UDP' ? 'udp' : 'tcp'].join('/');
}

/** HTTPS and TLS listeners share a port: both are told apart by SNI. */
function layerOf({ protocol }: GatewayListener): string {
  return protocol === 'TLS' ? 'HTTPS' : protocol;
}

function hasHostnames({ protocol }: GatewayListener): boolean {
  return protocol !== 'TCP' && protocol !== 'UDP';
}

function hostOf({ hostname }: GatewayListener): string {
  return hostname === undefined ? '' : normalizeHostname(hostname);
}

function hostText({ hostname }: GatewayListener): string {
  return hostname ?? 'every hostname';
}
