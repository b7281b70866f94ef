import { DnsTable_DnsVirtualDomainSchema } from '#gen/envoy/data/dns/v3/dns_table_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { Hostname, VirtualAddresses } from '#model';
import { encode } from './encode.ts';

/**
 * encodeHostname makes what agents answer a name with, its addresses. Nothing in it depends on who asks, so that a name that
 * comes costs each proxy that reaches it one message.
 */
export function encodeHostname(
  { name, of }: Pick<Hostname, 'name' | 'of'>,
  addresses: VirtualAddresses,
): XdsResource {
  const value = { address: [...addresses] };
  const endpoint = { endpointConfig: { case: 'addressList', value } } as const;
  const bytes = encode(DnsTable_DnsVirtualDomainSchema, { name, endpoint });
  return xdsResource({ type: 'hostname', name, bytes, origins: [of] });
}
