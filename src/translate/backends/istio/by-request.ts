import { normalizeHostname } from '#lib/hostname.ts';
import type { UpstreamProtocol } from '#model';
import type { ServiceEntry, ServiceEntryPort } from '#resources';
import { type AddressPolicy, refusedByRequest } from '../../address-policy.ts';
import { type BuiltDestination, refused } from '../kgateway/destination-kind.ts';

/**
 * byRequest makes a backend of a port of an entry with DYNAMIC_DNS: each request names where it goes, which must be a host
 * of the entry, at that port.
 */
export function byRequest(
  { spec }: ServiceEntry,
  { number, targetPort = number, protocol: spoken }: ServiceEntryPort,
  protocol: UpstreamProtocol | undefined,
  hosts: readonly string[],
  policy: AddressPolicy,
): BuiltDestination {
  if (protocol === undefined) {
    const at = `spec.ports[${spec.ports.findIndex(port => port.number === number)}].protocol`;
    const message = `must be HTTP, HTTP2 or GRPC where the resolution is DYNAMIC_DNS: where ${spoken} goes nothing says that a gateway reads`;
    return refused('UnsupportedProtocol', message, at);
  }
  return {
    kind: 'built',
    backend: {
      protocol,
      discovery: 'by-request',
      byRequest: {
        ...refusedByRequest(policy),
        only: { hosts: hosts.map(normalizeHostname), port: targetPort },
      },
      endpoints: [],
    },
    isProtocolOpen: false,
    findings: [],
  };
}
