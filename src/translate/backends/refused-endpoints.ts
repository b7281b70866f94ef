import type { Finding } from '#lib/finding.ts';
import type { Report } from '#model';
import type { EndpointSlice, Service, ServiceImport } from '#resources';
import { type AddressPolicy, isOwnAddress, refusedAddress } from '../address-policy.ts';
import { reportOn } from '../report.ts';

/** refusedServiceAddress reports why the first address of a Service is left out; it stands in for endpoints that nobody wrote. */
export function refusedServiceAddress(
  object: Service | ServiceImport,
  path: string,
  [address]: readonly string[],
  policy: AddressPolicy,
): Report | undefined {
  if (address === undefined || address === '' || address === 'None') return undefined;
  return report(object, [{ path, why: firstRefusal(address, object.spec.ports, policy) }]);
}

/** The controller that writes the slices of Services in a cluster: what it writes is nobody's mistake. */
const managedBy = 'endpointslice.kubernetes.io/managed-by';
const kubernetesOwn = 'endpointslice-controller.k8s.io';

/**
 * refusedEndpoints reports which endpoints of a slice are left out, and why. The control plane has a Service too: its own
 * address in a slice that Kubernetes itself wrote is left out without a word.
 */
export function refusedEndpoints(slice: EndpointSlice, policy: AddressPolicy): Report | undefined {
  const { addressType, endpoints, ports } = slice.spec;
  if (addressType === 'FQDN') return undefined;
  const isNobodys = slice.metadata.labels[managedBy] === kubernetesOwn;
  return report(
    slice,
    endpoints.map(({ addresses: [address = ''] }, i) => {
      const told = ports.filter(
        ({ port }) => !isNobodys || port === undefined || !isOwnAddress(address, port, policy),
      );
      return { path: `endpoints[${i}].addresses[0]`, why: firstRefusal(address, told, policy) };
    }),
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
  object: Service | ServiceImport | EndpointSlice,
  places: readonly { readonly path: string; readonly why: string | undefined }[],
): Report | undefined {
  const findings = places.flatMap(({ path, why }): Finding[] =>
    why === undefined
      ? []
      : [{ severity: 'error', reason: 'InvalidAddress', message: why, path, ref: object.ref }],
  );
  return findings.length === 0 ? undefined : reportOn(object, findings, { kind: 'object', verdicts: {} });
}
