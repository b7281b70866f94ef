import { BlockList, isIP, isIPv6 } from 'node:net';
import type { AddressRange, ClientAddress } from '#model';
import type { SeenRequest } from './request.ts';

/** Client is the client that a listener takes a request to be from; `refused` where a required header does not name it. */
export type Client =
  | { readonly kind: 'known'; readonly address: string | undefined }
  | { readonly kind: 'refused' };

/** clientOf finds the client's address where the listener looks for it; `from` is where the connection comes from. */
export function clientOf(
  { headers }: Pick<SeenRequest, 'headers'>,
  from: string | undefined,
  address: ClientAddress | undefined,
): Client {
  const found = address?.found ?? { kind: 'connection' };
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map(hop => hop.trim());
  switch (found.kind) {
    case 'connection':
      return { kind: 'known', address: from };
    case 'told': {
      const hop = hops.at(-1 - found.hops);
      return { kind: 'known', address: hop !== undefined && isIP(hop) !== 0 ? hop : from };
    }
    case 'header': {
      const said = headers.get(found.name.toLowerCase());
      if (said !== undefined && isIP(said) !== 0) return { kind: 'known', address: said };
      return found.required ? { kind: 'refused' } : { kind: 'known', address: from };
    }
    case 'forwarded-for': {
      if ('hops' in found.trusted) {
        const hop = found.trusted.hops === 0 ? undefined : hops.at(-found.trusted.hops);
        return { kind: 'known', address: hop !== undefined && isIP(hop) !== 0 ? hop : from };
      }
      const ranges = found.trusted.networks.map(rangeOf);
      if (from === undefined || !isWithin(from, ranges)) return { kind: 'known', address: from };
      const untrusted = hops.findLast(hop => isIP(hop) === 0 || !isWithin(hop, ranges));
      const client = untrusted ?? hops[0];
      return { kind: 'known', address: client !== undefined && isIP(client) !== 0 ? client : from };
    }
  }
}

/** isWithin tells whether an address is in any of the ranges. */
export function isWithin(address: string, ranges: readonly AddressRange[]): boolean {
  const list = new BlockList();
  for (const { address: network, bits } of ranges) list.addSubnet(network, bits, familyOf(network));
  return list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

function rangeOf(network: string): AddressRange {
  const [address = '', bits] = network.split('/');
  return { address, bits: bits === undefined ? (isIPv6(address) ? 128 : 32) : Number(bits) };
}
