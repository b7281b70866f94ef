import { isIpAddress } from '#lib/ip-address.ts';
import { type Backend, type MetadataServer, metadataServerKey } from '#model';
import type { AddressPolicy } from '../address-policy.ts';

/**
 * Its address on Google's machines, and for pods in Google's clusters; metadata.google.internal leads there, where that can
 * be looked up.
 */
const usual: MetadataServer = { host: '169.254.169.254', port: 80 };

/** googleMetadata is the metadata server that issues tokens, or why it cannot be asked. */
export function googleMetadata({
  googleMetadata = usual,
}: AddressPolicy): MetadataServer | { readonly problem: string } {
  return googleMetadata;
}

/**
 * metadataServersOf is the metadata server as a backend of its own, for a backend whose tokens are issued there. The
 * operator sets its address, so it is not guarded like the addresses that Backends name; and only the filter that asks for
 * tokens sends requests there.
 */
export function metadataServersOf({ origin, hosted }: Backend): readonly Backend[] {
  if (hosted?.proof?.kind !== 'google-token') return [];
  const { host, port } = hosted.proof.from;
  const isIp = isIpAddress(host);
  return [
    {
      key: metadataServerKey(hosted.proof.from),
      origin,
      protocol: 'http1',
      discovery: isIp ? 'assigned' : 'proxy-dns',
      endpoints: [isIp ? { kind: 'ip', address: host, port } : { kind: 'fqdn', name: host, port }],
    },
  ];
}
