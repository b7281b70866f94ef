import { normalizeHostname } from '#lib/hostname.ts';
import type { Gateway, GatewayListener } from '#resources';
import type { ListenerProblem } from './listener-problem.ts';

/** conflictOf: listeners of one port must agree on the protocol and differ in hostname (Gateway API, "distinct" listeners). */
export function conflictOf({ spec: { listeners } }: Gateway, index: number): ListenerProblem | undefined {
  const own = listeners[index];
  if (own === undefined) return undefined;
  const neighbours = listeners.filter(
    (other, i) => i !== index && other.port === own.port && isTcp(other) === isTcp(own),
  );
  const foreign = neighbours.find(other => layerOf(other) !== layerOf(own));
  if (foreign !== undefined) {
    const message = `port ${own.port} is also claimed by listener ${foreign.name} for ${foreign.protocol}; give one of them another port`;
    return { reason: 'ProtocolConflict', message, path: '' };
  }
  const twin = neighbours.find(other => sameHostname(other.hostname, own.hostname));
  if (twin === undefined) return undefined;
  const host = own.hostname === undefined ? 'every hostname' : own.hostname;
  const message = `port ${own.port} for ${host} is also claimed by listener ${twin.name}; give one of them another hostname or port`;
  return { reason: 'HostnameConflict', message, path: '' };
}

function isTcp({ protocol }: GatewayListener): boolean {
  return protocol !== 'UDP';
}

/** HTTPS and TLS listeners share a port: both are told apart by SNI. */
function layerOf({ protocol }: GatewayListener): string {
  return protocol === 'TLS' ? 'HTTPS' : protocol;
}

function sameHostname(a: string | undefined, b: string | undefined): boolean {
  return (a === undefined ? '' : normalizeHostname(a)) === (b === undefined ? '' : normalizeHostname(b));
}
