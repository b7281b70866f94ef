import { isIPv4, isIPv6 } from 'node:net';
import { hashBytes } from '#lib/stable-hash.ts';
import type { ServiceKind } from './service.ts';

/** The first byte of the addresses for each kind of service, as in Kuma: /8 networks that nobody routes. */
const networks: Readonly<Record<ServiceKind, number>> = {
  ServiceTag: 240,
  MeshService: 241,
  MeshExternalService: 242,
  MeshMultiZoneService: 243,
};

/** Addresses in a /8 network, without the first (the network) and the last (broadcast). */
export const addressesInNetwork = 2 ** 24 - 2;

/** The IPv6 network in which each virtual IPv4 address has its twin, which ends in the same 32 bits. */
const twinNetwork = 'fd00:fd00::';

/**
 * virtualAddress is the IPv4 address for `key`, from its hash: the same on every machine and after every restart, whatever else
 * there is. Where it is taken, `turn` 1 is the next address, and so on.
 */
export function virtualAddress(kind: ServiceKind, key: string, turn = 0): string {
  const first = Number.parseInt(hashBytes(key).slice(0, 12), 16);
  const number = 1 + ((first + turn) % addressesInNetwork);
  return [networks[kind], number >>> 16, (number >>> 8) & 255, number & 255].join('.');
}

/** isVirtualAddress tells whether this is an IPv4 address from the network for this kind of service. */
export function isVirtualAddress(kind: ServiceKind, address: string): boolean {
  return isIPv4(address) && address.startsWith(`${networks[kind]}.`);
}

/** twinOf is the IPv6 address that stands for a virtual IPv4 address, for workloads that prefer IPv6. */
export function twinOf(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${twinNetwork}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** twinnedBy is the inverse of `twinOf`; undefined for an address that is not a twin. */
export function twinnedBy(address: string): string | undefined {
  if (!isIPv6(address) || !address.startsWith(twinNetwork)) return undefined;
  const words = address.slice(twinNetwork.length).split(':');
  if (words.length !== 2) return undefined;
  const made = words
    .flatMap(word => [Number.parseInt(word, 16) >>> 8, Number.parseInt(word, 16) & 255])
    .join('.');
  return twinOf(made) === address ? made : undefined;
}
