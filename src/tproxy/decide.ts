import { type Cidr, contains } from './cidr.ts';
import { inRanges } from './number-range.ts';
import type { Hook, Match, Program, Verdict } from './rules.ts';

/** Packet is the first packet of a connection or a datagram, as a hook of the kernel sees it. */
export interface Packet {
  readonly side: 'output' | 'prerouting';
  readonly protocol: 'tcp' | 'udp';
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** The interface by which it leaves (output) or came in (prerouting). */
  readonly interface: string;
  /** The user whose socket sent it; undefined for packets from elsewhere. */
  readonly user?: number;
  /** False for TCP packets of a connection that is older than the rules. */
  readonly opens: boolean;
}

/**
 * decide runs a program on one packet, as the kernel would, and says where NAT sends it: to a port of the proxy, or undefined
 * where it is left alone. It is a second, much shorter implementation of the rules; tests and the probe of an install ask it
 * what a real firewall has to do.
 */
export function decide(program: Program, packet: Packet): number | undefined {
  for (const stage of ['first', 'redirect'] as const) {
    const verdict = walk(program, { stage, side: packet.side }, packet);
    if (verdict?.kind === 'redirect') return verdict.port;
  }
  return undefined;
}

/** zoneOf is the conntrack zone that a program gives to a packet. */
export function zoneOf(program: Program, packet: Packet): number {
  const verdict = walk(program, { stage: 'zones', side: packet.side }, packet);
  return verdict?.kind === 'zone' ? verdict.zone : 0;
}

function walk(program: Program, hook: Hook, packet: Packet): Verdict | undefined {
  for (const entry of program.entries) {
    if (entry.hook.stage !== hook.stage || entry.hook.side !== hook.side || !holds(entry.match, packet))
      continue;
    const chain = program.chains.find(({ name }) => name === entry.chain);
    const rule = chain?.rules.find(({ match, verdict }) => verdict.kind !== 'log' && holds(match, packet));
    if (rule !== undefined && rule.verdict.kind !== 'return') return rule.verdict;
  }
  return undefined;
}

function holds(match: Match, packet: Packet): boolean {
  const inside = (list: readonly Cidr[], address: string) => list.some(cidr => contains(cidr, address));
  const named = (list: readonly string[] | undefined, side: Packet['side']) =>
    list === undefined || (packet.side === side && list.some(pattern => namedBy(pattern, packet.interface)));
  return (
    (match.protocol === undefined || match.protocol === packet.protocol) &&
    named(match.inInterfaces, 'prerouting') &&
    named(match.outInterfaces, 'output') &&
    (match.sources === undefined || inside(match.sources, packet.source)) &&
    (match.destinations === undefined || inside(match.destinations, packet.destination)) &&
    (match.notDestination === undefined || isOutside(match.notDestination, packet.destination)) &&
    (match.sourcePorts === undefined || inRanges(match.sourcePorts, packet.sourcePort)) &&
    (match.destinationPorts === undefined || inRanges(match.destinationPorts, packet.destinationPort)) &&
    (match.users === undefined || (packet.user !== undefined && inRanges(match.users, packet.user))) &&
    (match.notUser === undefined || (packet.user !== undefined && packet.user !== match.notUser)) &&
    (match.opens === undefined || (packet.protocol === 'tcp' && packet.opens)) &&
    match.invalid === undefined
  );
}

/** A negated address still matches its own family only, in nft as in iptables. */
function isOutside(cidr: Cidr, address: string): boolean {
  return address.includes(':') === (cidr.family === 6) && !contains(cidr, address);
}

function namedBy(pattern: string, name: string): boolean {
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
