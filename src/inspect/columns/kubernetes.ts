import type { AnyResource, Ingress } from '#resources';
import { column, stated, type Tables, type TypedColumn } from './column.ts';
import { some, unique } from './list-text.ts';
import { healthy, referrers } from './usual-columns.ts';

/** What `get` shows of an Ingress, as kubectl does, and which Gateway serves it. */
const ofIngresses: readonly TypedColumn<Ingress>[] = [
  column('CLASS', ({ spec }) => spec.className ?? ''),
  column('HOSTS', ({ spec }) => some(spec.hostnames, '*')),
  column('GATEWAY', ({ spec }) => some(spec.parentRefs.map(p => `${p.namespace}/${p.name}`))),
  stated('ADDRESS', ({ loadBalancer = {} }) =>
    some((loadBalancer.ingress ?? []).map(one => ('ip' in one ? one.ip : one.hostname))),
  ),
  column(
    'TLS',
    ({ spec }) => some(unique(spec.tls.flatMap(t => (t.hosts.length === 0 ? '*' : t.hosts)))),
    true,
  ),
  column('RULES', ({ spec }) => String(spec.rules.length), true),
  column(
    'BACKENDS',
    ({ spec }) => some(unique(spec.rules.flatMap(r => r.backendRefs.map(b => b.name)))),
    true,
  ),
];

export const kubernetesTables: Tables = {
  'kubernetes/Ingress': ofIngresses,
  'kubernetes/IngressClass': [
    column('CONTROLLER', ({ spec }) => spec.controller),
    column('PARAMETERS', ({ spec: { parameters } }) =>
      parameters === undefined ? '' : `${parameters.kind.toLowerCase()}/${parameters.name}`,
    ),
  ],
  'kubernetes/Namespace': [],
  'kubernetes/Service': [
    column('TYPE', ({ spec }) => spec.type),
    column('CLUSTER-IP', ({ spec }) => some(spec.clusterIPs.slice(0, 1))),
    column('PORTS', servicePorts),
    healthy,
    referrers,
  ],
  'kubernetes/ServiceImport': [
    column('TYPE', ({ spec }) => spec.type),
    column('IP', ({ spec }) => some(spec.ips)),
    column('PORTS', servicePorts),
    healthy,
    referrers,
  ],
  'kubernetes/EndpointSlice': [
    column('ADDRESSTYPE', ({ spec }) => spec.addressType),
    column('PORTS', ({ spec }) => some(spec.ports.map(p => String(p.port)))),
    column('ENDPOINTS', ({ spec }) => some(spec.endpoints.flatMap(e => e.addresses))),
  ],
  'kubernetes/Secret': [
    column('TYPE', ({ spec }) => spec.type),
    column('DATA', ({ spec }) => String(Object.keys(spec.data).length)),
  ],
  'kubernetes/ClusterTrustBundle': [column('SIGNER', ({ spec }) => spec.signerName ?? '')],
  'kubernetes/ConfigMap': [
    column('DATA', ({ spec }) => String(Object.keys(spec.data).length + Object.keys(spec.binaryData).length)),
  ],
};

function servicePorts({
  spec,
}: Extract<AnyResource, { readonly id: `kubernetes/Service${string}` }>): string {
  return some(spec.ports.map(p => `${p.port}/${p.protocol}`));
}
