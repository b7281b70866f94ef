import type { Collection, Graph, Tracker } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type {
  AddressWant,
  Attachment,
  Backend,
  BackendFacets,
  Certificate,
  Gateway,
  Hostname,
  Identity,
  MeshAuthority,
  MeshTrust,
  ProxyId,
  Report,
  Sidecar,
  Want,
} from '#model';
import { type Dataplane, placeInMesh } from '#resources';
import type { Inputs } from '../inputs.ts';
import { reportMeshPolicies } from '../mesh-policies/policy-reports.ts';
import { translateMeshPolicies } from '../mesh-policies/translate-mesh-policies.ts';
import { applications } from './applications.ts';
import { indexCallablePorts } from './called-port.ts';
import { securityOf } from './identity/sidecar-security.ts';
import { translateIdentity } from './identity/translate-identity.ts';
import { layPlaces } from './lay-places.ts';
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

/** TranslatedMesh is the graph's part of meshes: sidecars, services, and the places at which sidecars listen for them. */
export interface TranslatedMesh {
  readonly sidecars: Collection<Sidecar>;
  /** By ResourceKey; those of VirtualOutbounds by their names and ports. */
  readonly services: Collection<ServiceState>;
  /** Which workloads serve them. */
  readonly workloads: Collection<Instance>;
  /** What wants virtual addresses; by the same keys these are looked up. */
  readonly addressWants: Collection<AddressWant>;
  /** By mesh and name. */
  readonly hostnames: Collection<Hostname>;
  /** Names of hosts outside that the control plane looks up, by `demandKey`. */
  readonly wants: Collection<Want>;
  /** Key pairs that services outside are shown, by the services' ResourceKeys. */
  readonly certificates: Collection<Certificate>;
  /** By BackendKey. */
  readonly ports: Collection<PlacedPort>;
  /** Inbounds and outbounds that one sidecar has for itself. */
  readonly ownPlaces: Collection<Place>;
  readonly gateways: Collection<Gateway>;
  readonly attachments: Collection<Attachment>;
  readonly backends: Collection<Backend>;
  /** Where a port is called by sidecars of a class that do so otherwise than others (`classedKey`): ids of places. */
  readonly ways: Collection<ProxyId>;
  /** How services and applications are used, by `useKey`. */
  readonly facets: Collection<BackendFacets>;
  /** Who sidecars are, by ProxyId; who vouches for them; and what meshes trust beside those. */
  readonly identities: Collection<Identity>;
  readonly authorities: Collection<MeshAuthority>;
  readonly trust: Collection<MeshTrust>;
  /** report derives what to say of the objects of meshes, once it is known what sidecars reach. */
  report(reach: UnmatchedReach): Collection<Report>;
}

/**
 * translateMesh lays the graph from Dataplanes and services to what sidecars are told. What was allocated answers `addressWants`,
 * what was discovered `wants`.
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
      const sidecar = translateSidecar(dataplane, mesh);
      const security = securityOf(sidecar, dataplane, identity.vouchingOf(name, mesh, track));
      return security === undefined ? sidecar : { ...sidecar, security };
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
  const policies = translateMeshPolicies(graph, inputs, {
    sidecars: proxies,
    ports,
    meshKey,
    addresses: around.policy,
  });
  const { sidecars } = policies;
  const callable = indexCallablePorts(graph, ports);
  const hasIdentities = (name: string, track: Tracker) => {
    const { mesh, identities } = identity.vouchingOf(name, track.fetch(meshes, meshKey(name)), track);
    return identities.length > 0 || mesh?.spec.mtls?.enabledBackend !== undefined;
  };
  const places = layPlaces(graph, { services, ports, callable, policies, addresses: around.addresses });
  return {
    sidecars,
    services,
    workloads: served.instances,
    addressWants: wantAddresses(graph, services),
    hostnames: names.hostnames,
    wants: external.wants,
    certificates: external.certificates,
    ports,
    ownPlaces: places.own,
    gateways: graph.view<Place, Gateway>('translate/places-of-mesh', places.all, ({ gateway }) => gateway),
    attachments: graph.view<Place, Attachment>(
      'translate/attachments-of-mesh',
      places.all,
      p => p.attachment,
    ),
    ways: places.ways,
    facets: policies.facets,
    backends: graph.join<Backend>('translate/backends-of-mesh', [backends, applications(graph, sidecars)]),
    identities: identity.identitiesOf(sidecars),
    authorities: identity.authorities,
    trust: identity.trust,
    report: reach =>
      graph.join<Report>('translate/reports-of-meshes', [
        reportSidecars(graph, dataplanes, sidecars, callable, reach),
        reportMeshPolicies(graph, {
          ...policies,
          ports,
          callable,
          hasIdentities,
          addresses: around.policy,
        }),
        identity.reports,
        reportServices(graph, reported, {
          ...around,
          namings: names.namings,
          workloads: served.byService,
          readyWorkloads: served.readyByService,
        }),
        virtual.reports,
        names.reports,
      ]),
  };
}

function meshKey(name: string): string {
  return resourceKey({ group: 'kuma.io', kind: 'Mesh', zone: localZone, namespace: '', name });
}
