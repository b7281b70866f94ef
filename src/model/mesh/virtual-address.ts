import { isIPv4, isIPv6 } from 'node:net';
import { hashBytes } from '#lib/stable-hash.ts';
import type { ServiceKind } from './service.ts';

/** The first byte of what each kind of service is given, as in Kuma: networks of /8 that nobody routes. */
const networks: Readonly<Record<ServiceKind, number>> = {
  ServiceTag: 240,
  MeshService: 241,
  MeshExternalService: 242,
  MeshMultiZoneService: 243,
};

/** Addresses of a network of /8, without the first and the last, which mean the network and everybody in it. */
export const addressesInNetwork = 2 ** 24 - 2;

/** The IPv6 network in which each virtual address of IPv4 has its twin: by its last 32 bits. */
const twinNetwork = 'fd00:fd00::';

/**
 * virtualAddress is the address of IPv4 that `key` is given, by its hash: the same on every machine and after every
 * restart, whatever else there is. Where it is somebody else's, `turn` 1 is the next one, and so on.
 */
export function virtualAddress(kind: ServiceKind, key: string, turn = 0): string {
  const first = Number.parseInt(hashBytes(key).slice(0, 12), 16);
  const number = 1 + ((first + turn) % addressesInNetwork);
  return [networks[kind], number >>> 16, (number >>> 8) & 255, number & 255].join('.');
}

/** isVirtualAddress: an address of IPv4 that is given to services of this kind. */
export function isVirtualAddress(kind: ServiceKind, address: string): boolean {
  return isIPv4(address) && address.startsWith(`${networks[kind]}.`);
}

/** twinOf is the IPv6 address that stands for a virtual address of IPv4, for workloads that prefer IPv6. */
export function twinOf(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${twinNetwork}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** twinnedBy is the inverse of `twinOf`; undefined for what is no twin. */
export function twinnedBy(address: string): string | undefined {
  if (!isIPv6(address) || !address.startsWith(twinNetwork)) return undefined;
  const words = address.slice(twinNetwork.length).split(':');
  if (words.length !== 2) return undefined;
  const made = words
    .flatMap(word => [Number.parseInt(word, 16) >>> 8, Number.parseInt(word, 16) & 255])
    .join('.');
  return twinOf(made) === address ? made : undefined;
}
