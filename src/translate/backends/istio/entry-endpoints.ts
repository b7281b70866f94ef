import type { Finding } from '#lib/finding.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';
import {
  type IstioWorkload,
  isLookedUp,
  misplaced,
  type ServiceEntry,
  type ServiceEntryPort,
  type WorkloadEntry,
  workloadLabels,
} from '#resources';
import { type AddressPolicy, refusal } from '../../address-policy.ts';
import type { WrittenEndpoints } from '../written-endpoints.ts';

type WrittenEndpoint = WrittenEndpoints['spec']['endpoints'][number];

/** EntryEndpoints are the endpoints of one port of a ServiceEntry, and findings about workloads that are not among them. */
export interface EntryEndpoints {
  readonly written: WrittenEndpoints;
  readonly leftOut: readonly Omit<Finding, 'ref'>[];
}

/** entryEndpoints gives the endpoints of one port of some of an entry's hosts. */
export function entryEndpoints(
  { ref, spec }: ServiceEntry,
  port: ServiceEntryPort,
  hosts: readonly string[],
  workloads: readonly WorkloadEntry[],
  policy: AddressPolicy,
): EntryEndpoints {
  const dns = spec.resolution === 'DNS_ROUND_ROBIN' ? ({ dns: { type: 'Logical' } } as const) : {};
  const of = (endpoints: readonly WrittenEndpoint[]): WrittenEndpoints => ({
    ref,
    spec: { endpoints, appProtocols: [], ...dns },
  });
  if (isLookedUp(spec)) {
    const { targetPort = port.number } = port;
    const named = hosts.map(
      hostname =>
        ({
          kind: 'fqdn',
          hostname,
          port: targetPort,
          at: `spec.hosts[${spec.hosts.indexOf(hostname)}]`,
        }) as const,
    );
    return { written: of(named), leftOut: [] };
  }
  const [serverName] = hosts.filter(host => !host.startsWith('*.'));
  if (spec.workloadSelector === undefined)
    return { written: of(spec.endpoints.map(one => endpointOf(one, port, serverName))), leftOut: [] };
  const found = workloads.map(workload => {
    const address = { ...workload.spec.address, at: selector };
    const labels = workloadLabels(workload);
    const endpoint = endpointOf({ ...workload.spec, address, labels }, port, serverName);
    const misplacement = misplaced(spec.resolution, workload.spec);
    const why = misplacement === undefined ? refusal(endpoint, policy) : `its address ${misplacement}`;
    return { endpoint, ref: workload.ref, why };
  });
  return {
    written: of(found.flatMap(({ endpoint, why }) => (why === undefined ? [endpoint] : []))),
    leftOut: found.flatMap(({ ref, why }) => (why === undefined ? [] : [leavesOut(ref, why)])),
  };
}

const selector = 'spec.workloadSelector';

/** A workload that cannot be used does not affect the others. */
function leavesOut(cause: ResourceRef, why: string): EntryEndpoints['leftOut'][number] {
  const message = `finds WorkloadEntry ${cause.namespace}/${cause.name}, which is sent nothing: ${why}`;
  return { severity: 'warning', reason: 'InvalidAddress', message, path: selector, cause };
}

function endpointOf(
  { address, ports, labels, locality, weight = 0 }: IstioWorkload,
  { name, number, targetPort = number }: ServiceEntryPort,
  serverName: string | undefined,
): WrittenEndpoint {
  const [, zone] = locality?.split('/') ?? [];
  const traits = {
    ...(zone ? { zone } : {}),
    ...(weight === 0 ? {} : { weight }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  };
  const goesBy = serverName === undefined ? {} : { serverName };
  if (address.kind === 'unix') return { ...address, ...goesBy, ...traits };
  const port = ports[name] ?? targetPort;
  return address.kind === 'ip' ? { ...address, port, ...goesBy, ...traits } : { ...address, port, ...traits };
}
