import type { Collection, Graph, Tracker } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type {
  AddressWant,
  Attachment,
  Backend,
  BackendFacets,
  Certificate,
  DirectEndpoint,
  Gateway,
  Hostname,
  Identity,
  MeshAuthority,
  MeshPolicyInquiry,
  MeshTrust,
  ModifiedUse,
  ProxyId,
  Report,
  Sidecar,
  Want,
  XdsPatch,
} from '#model';
import { type Dataplane, placeInMesh } from '#resources';
import type { Inputs } from '../inputs.ts';
import { meshCollectors } from '../mesh-policies/mesh-collector.ts';
import type { BecameOfPatches } from '../mesh-policies/patch-findings.ts';
import { reportMeshPolicies } from '../mesh-policies/policy-reports.ts';
import { reportTelemetryBackends, telemetryBackends } from '../mesh-policies/telemetry-backends.ts';
import { translateMeshPolicies } from '../mesh-policies/translate-mesh-policies.ts';
import { applications } from './applications.ts';
import { indexCallablePorts } from './called-port.ts';
import { locateBy, namesOfDataplanes } from './dataplane-names.ts';
import { directEndpoints } from './direct-endpoints.ts';
import { identifyGateways } from './identity/gateway-member.ts';
import { securityOf } from './identity/sidecar-security.ts';
import { translateIdentity } from './identity/translate-identity.ts';
import { layPlaces } from './lay-places.ts';
import { membershipRefusal } from './mesh-constraints.ts';
import type { MeshSurroundings } from './mesh-surroundings.ts';
import { wantAddresses } from './names/want-addresses.ts';
import type { Place } from './places.ts';
import type { Instance } from './service-backends.ts';
import { type PlacedPort, placedPort } from './service-places.ts';
import { reportServices } from './service-reports.ts';
import type { ServiceState } from './service-state.ts';
import { translateSidecar } from './sidecar.ts';
import { reportSidecars, type UnmatchedReach } from './sidecar-reports.ts';
import { translateServices } from './translate-services.ts';
import { writtenMetrics } from './written-metrics.ts';

/** TranslatedMesh is the graph's part of meshes: sidecars, services, and the places at which sidecars listen for them. */
export interface TranslatedMesh {
  readonly sidecars: Collection<Sidecar>;
  /** By ResourceKey; those of VirtualOutbounds by name and port. */
  readonly services: Collection<ServiceState>;
  /** The workloads that serve them. */
  readonly workloads: Collection<Instance>;
  /** The claims to virtual addresses, by the keys under which these are looked up. */
  readonly addressWants: Collection<AddressWant>;
  /** By mesh and name. */
  readonly hostnames: Collection<Hostname>;
  /** The host names (of services outside, and of workloads) that the control plane looks up, by `demandKey`. */
  readonly wants: Collection<Want>;
  /** The key pairs that services outside are shown, by the services' ResourceKeys. */
  readonly certificates: Collection<Certificate>;
  /** By BackendKey. */
  readonly ports: Collection<PlacedPort>;
  /** The inbounds and outbounds that belong to one sidecar alone. */
  readonly ownPlaces: Collection<Place>;
  readonly gateways: Collection<Gateway>;
  readonly attachments: Collection<Attachment>;
  readonly backends: Collection<Backend>;
  /** The ids of the places at which sidecars of a class call a port differently from others, by `classedKey`. */
  readonly ways: Collection<ProxyId>;
  /** How services and applications are used, by `useKey`. */
  readonly facets: Collection<BackendFacets>;
  /** The workloads that some sidecars call one by one. */
  readonly directEndpoints: Collection<DirectEndpoint>;
  /**
   * The identities of sidecars and gateways, by ProxyId; the authorities that vouch for them; and what meshes trust besides.
   */
  readonly identities: Collection<Identity>;
  readonly authorities: Collection<MeshAuthority>;
  readonly trust: Collection<MeshTrust>;
  /** Answers questions about which policies apply to which sidecars. */
  readonly inquiry: MeshPolicyInquiry;
  /** report derives the reports on the objects of meshes, once the reach of sidecars is known. */
  report(reach: UnmatchedReach, patched?: BecameOfPatches): Collection<Report>;
  /** The patches in Envoy's own words: of clusters, and of added resources. */
  readonly modifiedUses: Collection<ModifiedUse>;
  readonly added: Collection<XdsPatch>;
}

/**
 * translateMesh lays the graph from Dataplanes and services to what sidecars receive. The allocated addresses in `around`
 * answer `addressWants`, the discovered ones `wants`.
 */
export function translateMesh(graph: Graph, inputs: Inputs, around: MeshSurroundings): TranslatedMesh {
  const meshes = inputs.of('kuma/Mesh');
  const dataplanes = inputs.of('kuma/Dataplane');
  const identity = translateIdentity(graph, inputs);
  const proxies = graph.map<Dataplane, Sidecar>(
    'translate/sidecars',
    dataplanes,
    (dataplane, _key, track) => {
      const name = placeInMesh(dataplane).mesh;
      const mesh = track.fetch(meshes, meshKey(name));
      if (membershipRefusal(dataplane, mesh) !== undefined) return undefined;
      const sidecar = translateSidecar(dataplane, mesh, locateBy(around, track));
      const gatewayTags = dataplane.spec.networking.gateway?.tags;
      const member = gatewayTags === undefined ? sidecar : { ...sidecar, gatewayTags };
      const security = securityOf(member, identity.vouchingOf(name, mesh, track));
      const known = security === undefined ? sidecar : { ...sidecar, security };
      return { ...known, ...writtenMetrics(dataplane, mesh, known, around.policy) };
    },
  );
  const { services, served, external, reported, virtual, names, backends } = translateServices(
    graph,
    inputs,
    proxies,
    meshKey,
    around,
  );
  const ports = graph.derive<ServiceState, PlacedPort>('translate/ports-of-services', services, service =>
    service.ports.map(port => [port.backend, placedPort(service, port)]),
  );
  const callable = indexCallablePorts(graph, ports);
  const collectors = meshCollectors(callable, telemetryBackends(graph, inputs, around.policy));
  const policies = translateMeshPolicies(graph, inputs, {
    sidecars: proxies,
    ports,
    collectors,
    served: served.services,
    meshKey,
    addresses: around.policy,
  });
  const { sidecars } = policies;
  const hasIdentities = (name: string, track: Tracker) => {
    const { mesh, identities } = identity.vouchingOf(name, track.fetch(meshes, meshKey(name)), track);
    return identities.length > 0 || mesh?.spec.mtls?.enabledBackend !== undefined;
  };
  const direct = directEndpoints(graph, sidecars);
  const places = layPlaces(graph, { services, ports, callable, policies, addresses: around.addresses });
  return {
    sidecars,
    services,
    workloads: served.instances,
    addressWants: wantAddresses(graph, services),
    hostnames: names.hostnames,
    wants: graph.join<Want>('translate/wants-of-mesh', [
      external.wants,
      namesOfDataplanes(graph, dataplanes),
    ]),
    certificates: external.certificates,
    ports: policies.ports,
    ownPlaces: places.own,
    gateways: graph.view<Place, Gateway>('translate/places-of-mesh', places.all, ({ gateway }) => gateway),
    attachments: graph.view<Place, Attachment>(
      'translate/attachments-of-mesh',
      places.all,
      p => p.attachment,
    ),
    ways: places.ways,
    facets: policies.facets,
    directEndpoints: direct,
    backends: graph.join<Backend>('translate/backends-of-mesh', [backends, applications(graph, sidecars)]),
    identities: graph.join<Identity>('translate/identities-of-mesh', [
      identity.identitiesOf(sidecars),
      identifyGateways(graph, inputs.of('gateway-api/Gateway'), (name, track) =>
        identity.vouchingOf(name, track.fetch(meshes, meshKey(name)), track),
      ),
    ]),
    authorities: identity.authorities,
    trust: identity.trust,
    modifiedUses: policies.modifiedUses,
    added: policies.added,
    inquiry: policies.inquiry,
    report: (reach, patched) =>
      graph.join<Report>('translate/reports-of-meshes', [
        reportSidecars(graph, dataplanes, {
          ...{ sidecars, callable, reach, looked: around, direct },
          meshOf: (name, track) => track.fetch(meshes, meshKey(name)),
          meshes: graph.index('translate/all-meshes', meshes, () => ['']),
        }),
        reportMeshPolicies(graph, {
          ...(patched === undefined ? {} : { patched }),
          ...policies,
          ports,
          callable,
          collectors,
          hasIdentities,
          addresses: around.policy,
        }),
        reportTelemetryBackends(graph, inputs, around.policy),
        identity.reports,
        reportServices(graph, reported, {
          ...around,
          namings: names.namings,
          workloads: served.byService,
          readyWorkloads: served.readyByService,
        }),
        virtual.reports,
        external.reports,
        names.reports,
      ]),
  };
}

function meshKey(name: string): string {
  return resourceKey({ group: 'kuma.io', kind: 'Mesh', zone: localZone, namespace: '', name });
}
