import { isIpAddress } from '#lib/ip-address.ts';
import { type Backend, type MetadataServer, metadataServerKey } from '#model';
import type { AddressPolicy } from '../address-policy.ts';

/** Where Google's machines have it, and pods in its clusters; the name metadata.google.internal leads there, where it can be looked up. */
const usual: MetadataServer = { host: '169.254.169.254', port: 80 };

/** googleMetadata is the metadata server that makes tokens, or why it cannot be asked. */
export function googleMetadata({
  googleMetadata = usual,
}: AddressPolicy): MetadataServer | { readonly problem: string } {
  return googleMetadata;
}

/**
 * metadataServersOf is the metadata server as a backend of its own, for one that has tokens made there. The operator says where it is,
 * so that its address is not guarded as those are that Backends name; and nothing but the filter that asks for tokens sends there.
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
