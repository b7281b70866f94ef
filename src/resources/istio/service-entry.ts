import { Type } from 'typebox';
import { isIpAddress } from '#lib/ip-address.ts';
import { defineKind } from '../define-kind.ts';
import { readAddressOrSocket } from '../envoy-gateway/backend-address.ts';
import { hostname, portNumber } from '../gateway-api/fields.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, type Report, ruled, withheld } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { exportTo, protocol } from './fields.ts';

const portName = Type.String({
  minLength: 1,
  maxLength: 63,
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  '~wants': 'the name of a port: lower-case letters, digits and "-"',
});

const port = Type.Object({
  number: portNumber,
  name: portName,
  protocol,
  targetPort: Type.Optional(portNumber),
});
/** ServiceEntryPort is a port that is called, and where it leads if not to the same. */
export type ServiceEntryPort = Read<typeof port>;

const address = converted(
  Type.String({
    minLength: 1,
    maxLength: 256,
    '~wants': 'an IP address, a host name, or unix:// and the path of a socket',
  }),
  readAddressOrSocket,
);

const endpoint = Type.Object(
  {
    address,
    ports: mapOf(portName, portNumber, 64),
    // Region, zone and sub-zone.
    locality: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
    weight: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  },
  { '~ignores': ['labels', 'serviceAccount'], '~unserved': ['network'] },
);
/** ServiceEntryEndpoint is where a service is served, at ports of its own by the names of those that are called. */
export type ServiceEntryEndpoint = Read<typeof endpoint>;

const writtenSpec = Type.Object(
  {
    hosts: Type.Array(hostname, { minItems: 1, maxItems: 256 }),
    ports: ruled(Type.Array(port, { minItems: 1, maxItems: 64 }), uniqueBy('number'), uniqueBy('name')),
    resolution: Type.Enum(['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'], { default: 'NONE' }),
    location: Type.Enum(['MESH_EXTERNAL', 'MESH_INTERNAL'], { default: 'MESH_EXTERNAL' }),
    endpoints: Type.Array(endpoint, { maxItems: 1024, default: [] }),
    workloadSelector: Type.Optional(withheld(converted(anything, (): true => true))),
    exportTo,
    subjectAltNames: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), {
      maxItems: 64,
      default: [],
    }),
  },
  // By these, sidecars of Istio know what is called.
  { '~ignores': ['addresses'] },
);
type Written = Read<typeof writtenSpec>;

/** ServiceEntrySpec is services that nobody's registry knows: the names that they go by, and where they are. */
export type ServiceEntrySpec = Written;

function checkAddresses({ resolution, endpoints, hosts }: Written, report: Report): void {
  endpoints.forEach(({ address, ports }, i) => {
    if (resolution === 'STATIC' && address.kind === 'fqdn')
      report('must be an IP address where the resolution is STATIC; write DNS', 'endpoints', i, 'address');
    if (resolution !== 'STATIC' && address.kind === 'unix')
      report('can be a unix socket where the resolution is STATIC alone', 'endpoints', i, 'address');
    if (address.kind === 'unix' && Object.keys(ports).length > 0)
      report('must be left out: a unix socket has no port', 'endpoints', i, 'ports');
  });
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1)
    report('must have at most one item where the resolution is DNS_ROUND_ROBIN', 'endpoints');
  if (!isLookedUp(resolution) || endpoints.length > 0) return;
  hosts.forEach((host, i) => {
    if (host.startsWith('*.'))
      report('must be a whole name, as it is looked up: write endpoints, or the name', 'hosts', i);
    else if (isIpAddress(host)) report('must be a host name', 'hosts', i);
  });
}

function checkSelector({ workloadSelector, endpoints }: Written, report: Report): void {
  if (workloadSelector !== undefined && endpoints.length > 0)
    report('must be left out where endpoints are given', 'workloadSelector');
}

/** isLookedUp: where there are no endpoints, its hosts are. */
export function isLookedUp(resolution: ServiceEntrySpec['resolution']): boolean {
  return resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN';
}

/** seenFrom are the namespaces that an entry's hosts are seen from; '' is all. */
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
  body: Type.Object({ spec: ruled(writtenSpec, checkAddresses, checkSelector) }),
  hub: ({ spec }): ServiceEntrySpec => spec,
});
export type ServiceEntry = ResourceOf<typeof serviceEntry>;
