import type { Finding } from '#lib/finding.ts';
import type { Report } from '#model';
import type { EndpointSlice, Service } from '#resources';
import { type AddressPolicy, refusedAddress } from '../address-policy.ts';
import { reportOn } from '../report.ts';

/** refusedClusterIps says why a Service's virtual address, which stands in for endpoints that nobody wrote, is left out. */
export function refusedClusterIps(object: Service, policy: AddressPolicy): Report | undefined {
  const [address] = object.spec.clusterIPs;
  if (address === undefined || address === '' || address === 'None') return undefined;
  return report(object, [{ path: 'spec.clusterIP', why: firstRefusal(address, object.spec.ports, policy) }]);
}

/** refusedEndpoints says which endpoints of a slice are left out, and why. */
export function refusedEndpoints(slice: EndpointSlice, policy: AddressPolicy): Report | undefined {
  const { addressType, endpoints, ports } = slice.spec;
  if (addressType === 'FQDN') return undefined;
  return report(
    slice,
    endpoints.map(({ addresses: [address = ''] }, i) => ({
      path: `endpoints[${i}].addresses[0]`,
      why: firstRefusal(address, ports, policy),
    })),
  );
}

function firstRefusal(
  address: string,
  ports: readonly { readonly port?: number }[],
  policy: AddressPolicy,
): string | undefined {
  for (const { port } of ports) {
    const why = port === undefined ? undefined : refusedAddress(address, port, policy);
    if (why !== undefined) return why;
  }
  return undefined;
}

function report(
  object: Service | EndpointSlice,
  places: readonly { readonly path: string; readonly why: string | undefined }[],
): Report | undefined {
  const findings = places.flatMap(({ path, why }): Finding[] =>
    why === undefined
      ? []
      : [{ severity: 'error', reason: 'InvalidAddress', message: why, path, ref: object.ref }],
  );
  return findings.length === 0 ? undefined : reportOn(object, findings, { kind: 'object', verdicts: {} });
}
