import { networkInterfaces } from 'node:os';
import { categoryOfAddress, isIpAddress } from '#lib/ip-address.ts';
import { type OwnListener, ownListener } from '#translate';

/**
 * ownListeners are the addresses by which backends could name what the control plane has bound at `HOST:PORT`. A unix socket
 * gives none: its folder guards it. A host name, and an address that stands for all (`0.0.0.0`), count as every address that
 * this machine has now.
 */
export function ownListeners(bound: string): readonly OwnListener[] {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(bound) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || bound.startsWith('unix:')) return [];
  const category = isIpAddress(host) ? categoryOfAddress(host) : 'unspecified';
  switch (category) {
    case 'loopback':
      return [ownListener(Number(port), { loopback: true, others: [] })];
    case 'unspecified':
      return [ownListener(Number(port), { loopback: true, others: machineAddresses() })];
    default:
      return [ownListener(Number(port), { loopback: false, others: [host] })];
  }
}

function machineAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? []);
  return all.map(({ address }) => address.replace(/%.*$/, ''));
}
