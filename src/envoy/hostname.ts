import { DnsTable_DnsVirtualDomainSchema } from '#gen/envoy/data/dns/v3/dns_table_pb.js';
import type { Collection, Graph } from '#graph';
import { sameXdsResource, type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { Hostname, VirtualAddresses } from '#model';
import { encode } from './encode.ts';
import { hostnameName } from './names.ts';

/**
 * encodeHostname makes the addresses with which agents answer a DNS query for a name. Nothing in it depends on who asks, so that
 * a new name costs each proxy that reaches it one message.
 */
export function encodeHostname(hostname: Hostname, addresses: VirtualAddresses): XdsResource {
  const { name, of } = hostname;
  const value = { address: [...addresses] };
  const endpoint = { endpointConfig: { case: 'addressList', value } } as const;
  const bytes = encode(DnsTable_DnsVirtualDomainSchema, { name, endpoint });
  return xdsResource({ type: 'hostname', name: hostnameName(hostname), bytes, origins: [of] });
}

/** encodeHostnames derives what agents are told of each name that has addresses; `addresses` are keyed by what a name is of. */
export function encodeHostnames(
  graph: Graph,
  hostnames: Collection<Hostname>,
  addresses: Collection<VirtualAddresses>,
): Collection<XdsResource> {
  return graph.map<Hostname, XdsResource>(
    'envoy/hostnames',
    hostnames,
    (hostname, _key, track) => {
      const at = track.fetch(addresses, hostname.of) ?? [];
      return at.length === 0 ? undefined : encodeHostname(hostname, at);
    },
    { equal: sameXdsResource },
  );
}
