import { Type } from 'typebox';
import { isIpAddress } from '#lib/ip-address.ts';
import { defineKind } from '../define-kind.ts';
import { hostname, portNumber } from '../gateway-api/fields.ts';
import type { ResourceOf } from '../kind.ts';
import { type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { exportTo, protocol } from './fields.ts';
import { checkSocket, type IstioWorkload, labels, portName, workload } from './workload.ts';

const port = Type.Object({
  number: portNumber,
  name: portName,
  protocol,
  targetPort: Type.Optional(portNumber),
});
/** ServiceEntryPort is a port at which a service is called; `targetPort` is that of its endpoints, if it differs. */
export type ServiceEntryPort = Read<typeof port>;

const writtenSpec = Type.Object(
  {
    hosts: Type.Array(hostname, { minItems: 1, maxItems: 256 }),
    ports: ruled(Type.Array(port, { maxItems: 64, default: [] }), uniqueBy('number'), uniqueBy('name')),
    resolution: Type.Enum(['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'], { default: 'NONE' }),
    location: Type.Enum(['MESH_EXTERNAL', 'MESH_INTERNAL'], { default: 'MESH_EXTERNAL' }),
    endpoints: Type.Array(workload, { maxItems: 1024, default: [] }),
    workloadSelector: Type.Optional(Type.Object({ labels })),
    exportTo,
    subjectAltNames: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), {
      maxItems: 64,
      default: [],
    }),
  },
  // Istio's sidecars recognize calls by these addresses; we have no use for them.
  { '~ignores': ['addresses'] },
);
type Written = Read<typeof writtenSpec>;

/** ServiceEntrySpec describes services that are in no registry: their host names, and their endpoints. */
export type ServiceEntrySpec = Written;

function checkAddresses({ resolution, endpoints }: Written, report: Report): void {
  endpoints.forEach((endpoint, i) => {
    const mistake = misplaced(resolution, endpoint);
    if (mistake !== undefined) report(mistake, 'endpoints', i, 'address');
    checkSocket(endpoint, report, 'endpoints', i);
  });
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1)
    report('must have at most one item where the resolution is DNS_ROUND_ROBIN', 'endpoints');
  if (resolution === 'DYNAMIC_DNS' && endpoints.length > 0)
    report('must be left out where the resolution is DYNAMIC_DNS: requests name their hosts', 'endpoints');
}

/** An entry without ports only lets sidecars reach addresses. */
function checkPorts({ ports }: Written, report: Report): void {
  if (ports.length === 0) report.warning('has none, so that nothing is called here by this entry', 'ports');
}

function checkHosts(spec: Written, report: Report): void {
  if (!isLookedUp(spec)) return;
  spec.hosts.forEach((host, i) => {
    if (host.startsWith('*.'))
      report(
        'must be a whole name, as it is looked up: write endpoints, the name, or resolution DYNAMIC_DNS',
        'hosts',
        i,
      );
    else if (isIpAddress(host)) report('must be a host name', 'hosts', i);
  });
}

function checkSelector({ workloadSelector, endpoints, resolution }: Written, report: Report): void {
  if (workloadSelector === undefined) return;
  if (endpoints.length > 0) report('must be left out where endpoints are given', 'workloadSelector');
  if (resolution === 'DNS_ROUND_ROBIN' || resolution === 'DYNAMIC_DNS')
    report(`must be left out where the resolution is ${resolution}; write STATIC or DNS`, 'workloadSelector');
}

/** misplaced says why a workload's address does not fit the entry's resolution; undefined where it does. */
export function misplaced(
  resolution: ServiceEntrySpec['resolution'],
  { address }: Pick<IstioWorkload, 'address'>,
): string | undefined {
  if (resolution === 'STATIC' && address.kind === 'fqdn')
    return 'must be an IP address where the resolution is STATIC; write DNS';
  if (resolution !== 'STATIC' && address.kind === 'unix')
    return 'can be a unix socket where the resolution is STATIC alone';
  return undefined;
}

/** isLookedUp tells that the endpoints are written nowhere, so that the entry's hosts are resolved. */
export function isLookedUp({
  resolution,
  endpoints,
  workloadSelector,
}: Pick<ServiceEntrySpec, 'resolution' | 'endpoints' | 'workloadSelector'>): boolean {
  const isByName = resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN';
  return isByName && endpoints.length === 0 && workloadSelector === undefined;
}

/** seenFrom lists the namespaces in which an entry's hosts are visible; '' is all. */
export function seenFrom({ ref, spec: { exportTo } }: ServiceEntry): readonly string[] {
  const named = exportTo.flatMap(to => (to === '.' ? ref.namespace : to === '*' ? '' : to === '~' ? [] : to));
  return [...new Set([ref.namespace, ...(exportTo.length === 0 ? [''] : named)])];
}

export const serviceEntry = defineKind({
  id: 'istio/ServiceEntry',
  group: 'networking.istio.io',
  kind: 'ServiceEntry',
  plural: 'serviceentries',
  shortNames: ['se'],
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  scope: 'Namespaced',
  body: Type.Object({ spec: ruled(writtenSpec, checkPorts, checkAddresses, checkHosts, checkSelector) }),
  hub: ({ spec }): ServiceEntrySpec => spec,
});
export type ServiceEntry = ResourceOf<typeof serviceEntry>;
