import { endpointText } from '#resources';
import { column, type ResourceById, stated, type Tables, type TypedColumn } from './column.ts';
import { some, unique } from './list-text.ts';
import { accepted, reason } from './usual-columns.ts';

/** The address and the names by which a service of a mesh is called. */
const calledAs: readonly TypedColumn<unknown>[] = [
  stated('ADDRESS', ({ vips = [], vip }) => vips[0]?.ip ?? vip?.ip ?? ''),
  stated('HOSTNAMES', ({ addresses = [] }) =>
    some(addresses.flatMap(a => ('hostname' in a ? a.hostname : []))),
  ),
];

/** How many of the workloads that serve it are ready, out of all. */
const ready = stated('READY', ({ dataplaneProxies }) =>
  dataplaneProxies === undefined ? '' : `${dataplaneProxies.healthy}/${dataplaneProxies.total}`,
);

export const kumaTables: Tables = {
  'kuma/Mesh': [
    column('MTLS', ({ spec }) => spec.mtls?.enabledBackend ?? ''),
    column('MESHSERVICES', ({ spec }) => spec.meshServices.mode ?? ''),
    accepted,
    reason,
  ],
  'kuma/Dataplane': [
    column('ADDRESS', ({ spec }) => spec.networking.address),
    column('INBOUNDS', ({ spec }) => some(spec.networking.inbound.map(i => `${i.protocol}/${i.port}`))),
    column('REACHES', ({ spec }) => reachText(spec.networking.transparentProxying)),
    accepted,
    reason,
    column(
      'SERVICES',
      ({ spec }) => some(unique(spec.networking.inbound.flatMap(i => i.tags['kuma.io/service'] ?? []))),
      true,
    ),
  ],
  'kuma/MeshService': [
    column('PORTS', ({ spec }) => some(spec.ports.map(p => `${p.appProtocol}/${p.port}`))),
    ...calledAs,
    ready,
    accepted,
    reason,
  ],
  'kuma/MeshMultiZoneService': [
    column('PORTS', ({ spec }) => some(spec.ports.map(p => `${p.appProtocol}/${p.port}`))),
    ...calledAs,
    accepted,
    reason,
  ],
  'kuma/MeshExternalService': [
    column('PORT', ({ spec }) => `${spec.match.protocol}/${spec.match.port}`),
    column('ENDPOINTS', ({ spec }) => some(spec.endpoints.map(endpointText))),
    ...calledAs,
    accepted,
    reason,
    column('TLS', ({ spec }) => String(spec.tls?.enabled === true), true),
  ],
  'kuma/ExternalService': [
    column('SERVICE', ({ spec }) => spec.tags['kuma.io/service'] ?? ''),
    column('ADDRESS', ({ spec }) => endpointText(spec.networking.address)),
    accepted,
    reason,
  ],
  'kuma/HostnameGenerator': [column('TEMPLATE', ({ spec }) => spec.template), accepted, reason],
  'kuma/VirtualOutbound': [
    column('HOST', ({ spec }) => spec.conf.host),
    column('PORT', ({ spec }) => spec.conf.port),
    accepted,
    reason,
  ],
  'kuma/MeshIdentity': [column('PROVIDER', ({ spec }) => spec.provider?.type ?? ''), accepted, reason],
  'kuma/MeshOpenTelemetryBackend': [column('URL', ({ spec }) => spec.url), accepted, reason],
  'kuma/MeshTrust': [column('TRUSTDOMAIN', ({ spec }) => spec.trustDomain), accepted, reason],
  'kuma/Secret': [],
  'kuma/GlobalSecret': [],
};

/** What a Dataplane declares that it reaches. */
function reachText(
  capture: ResourceById<'kuma/Dataplane'>['spec']['networking']['transparentProxying'],
): string {
  const { reachableBackends, reachableServices = [] } = capture ?? {};
  if (reachableBackends === undefined) return some(reachableServices, capture === undefined ? '' : '<all>');
  return some(
    reachableBackends.refs.map(({ kind, name = '*' }) => `${kind}/${name}`),
    '<none>',
  );
}
