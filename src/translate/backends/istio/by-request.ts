import { normalizeHostname } from '#lib/hostname.ts';
import type { UpstreamProtocol } from '#model';
import type { ServiceEntry, ServiceEntryPort } from '#resources';
import { type AddressPolicy, refusedByRequest } from '../../address-policy.ts';
import { type BuiltDestination, refused } from '../kgateway/destination-kind.ts';

/** byRequest is a port of an entry whose requests name where they go (DYNAMIC_DNS): to its hosts, at that port, and nowhere else. */
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
