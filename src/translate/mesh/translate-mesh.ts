import type { Collection, Graph, Tracker } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import {
  type AddressWant,
  type Attachment,
  type Backend,
  type BackendFacets,
  type Certificate,
  type Gateway,
  type Hostname,
  type Identity,
  type MeshAuthority,
  type MeshTrust,
  type ProxyId,
  placeId,
  type Report,
  type Sidecar,
  type TakenAddress,
  type VirtualAddresses,
  type Want,
} from '#model';
import { type Dataplane, type MeshService, placeInMesh } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { Inputs } from '../inputs.ts';
import { type ClassedPort, wayKey } from '../mesh-policies/called-items.ts';
import type { PlaceMeaning } from '../mesh-policies/mesh-policy-kind.ts';
import { referredPort } from '../mesh-policies/mesh-ref.ts';
import { reportMeshPolicies } from '../mesh-policies/policy-reports.ts';
import { routedAs, routePlace } from '../mesh-policies/routed-place.ts';
import { shapePlace } from '../mesh-policies/shaped-place.ts';
import {
  inboundKey,
  type MeshPolicies,
  translateMeshPolicies,
} from '../mesh-policies/translate-mesh-policies.ts';
import { useFor } from '../mesh-policies/use-of-way.ts';
import { applications } from './applications.ts';
import { type CallablePorts, calledPort, indexCallablePorts } from './called-port.ts';
import type { ExternalContext } from './external-services/external-service.ts';
import { translateExternalServices } from './external-services/translate-external-services.ts';
import { generateServices } from './generated-services.ts';
import { securityOf } from './identity/sidecar-security.ts';
import { translateIdentity } from './identity/translate-identity.ts';
import { translateMeshService } from './mesh-service.ts';
import { translateMultiZoneServices } from './multi-zone-services.ts';
import { translateVirtualOutbounds } from './names/translate-names.ts';
import { wantAddresses } from './names/want-addresses.ts';
import type { Place } from './places.ts';
import { type Instance, serveServices } from './service-backends.ts';
import { outboundPlace, type PlacedPort, placedPort } from './service-places.ts';
import { type ReportedService, reportServices } from './service-reports.ts';
import type { ServedService, ServiceState } from './service-state.ts';
import { translateServiceTags } from './service-tags.ts';
import { translateSidecar } from './sidecar.ts';
import { inboundPlace, ownOutboundPlace } from './sidecar-places.ts';
import { reportSidecars, type UnmatchedReach } from './sidecar-reports.ts';
import { taggedInbounds } from './tagged-inbounds.ts';

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

/** MeshSurroundings is what meshes are translated with, beside what is written. */
export interface MeshSurroundings extends AllocatedAddresses, Omit<ExternalContext, 'secrets'> {}

/** AllocatedAddresses is who was given which virtual addresses, and which written ones are somebody else's. */
export interface AllocatedAddresses {
  readonly addresses: Collection<VirtualAddresses>;
  readonly takenAddresses: Collection<readonly TakenAddress[]>;
  /** What may be called by its address. */
  readonly policy: AddressPolicy;
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
  const tagged = taggedInbounds(graph, proxies);
  const written = graph.join<ServedService>('translate/written-services', [
    graph.map<MeshService, ServedService>(
      'translate/mesh-services',
      inputs.of('kuma/MeshService'),
      translateMeshService,
    ),
    generateServices(graph, tagged, meshKey, meshes),
    translateServiceTags(graph, tagged),
  ]);
  const virtual = translateVirtualOutbounds(graph, inputs, proxies);
  const ofWorkloads = graph.join<ServedService>('translate/served-services', [written, virtual.services]);
  const served = serveServices(graph, ofWorkloads, proxies);
  const external = translateExternalServices(graph, inputs, around);
  const joined = translateMultiZoneServices(graph, inputs, written, served.backends);
  const services = graph.join<ServiceState>('translate/services-of-mesh', [
    ofWorkloads,
    external.services,
    joined.services,
  ]);
  const reported = graph.join<ReportedService>('translate/reported-services', [
    graph.view<MeshService, ReportedService>(
      'translate/reported-mesh-services',
      inputs.of('kuma/MeshService'),
      object => ({ object, findings: [] }),
    ),
    external.reported,
    joined.reported,
  ]);
  const names = virtual.nameAll(
    graph.join<ServiceState>('translate/named-services', [written, external.services, joined.services]),
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
  const shared = graph.derive<ServiceState, Place>(
    'translate/shared-outbounds',
    services,
    (service, _key, track) => {
      const at = track.fetch(around.addresses, service.addressedBy) ?? [];
      if (at.length === 0) return [];
      return service.ports.map(port => {
        const meaning = track.fetch(policies.ofPorts, port.backend);
        const place = outboundPlace(service, routedAs(port, meaning), at);
        return named(shaped(place, meaning, { mesh: service.mesh, callable, track }));
      });
    },
  );
  const classed = graph.derive<ClassedPort, Place>(
    'translate/outbounds-of-classes',
    policies.called.ways,
    (way, key, track) => {
      const port = track.fetch(ports, way.backend);
      const at = port === undefined ? [] : (track.fetch(around.addresses, port.addressedBy) ?? []);
      if (port === undefined || at.length === 0) return [];
      const meaning = track.fetch(policies.ofWays, key);
      const place = outboundPlace(port, routedAs(port, meaning), at, way.policies);
      return [named(shaped(place, meaning, { mesh: port.mesh, callable, track }))];
    },
  );
  const own = graph.derive<Sidecar, Place>('translate/own-places', sidecars, (sidecar, key, track) =>
    placesOf(sidecar, { key, callable, policies, track }).map(named),
  );
  const places = graph.join<Place>('translate/places', [shared, classed, own]);
  return {
    sidecars,
    services,
    workloads: served.instances,
    addressWants: wantAddresses(graph, services),
    hostnames: names.hostnames,
    wants: external.wants,
    certificates: external.certificates,
    ports,
    ownPlaces: own,
    gateways: graph.view<Place, Gateway>('translate/places-of-mesh', places, ({ gateway }) => gateway),
    attachments: graph.view<Place, Attachment>('translate/attachments-of-mesh', places, p => p.attachment),
    ways: graph.view<ClassedPort, ProxyId>('translate/places-of-classes', policies.called.classed, way =>
      placeId({ kind: 'outbound', service: way.backend, policies: way.policies }),
    ),
    facets: policies.facets,
    backends: graph.join<Backend>('translate/backends-of-mesh', [
      external.backends,
      joined.backends,
      served.backends,
      applications(graph, sidecars),
    ]),
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
  return resourceKey({ group: 'kuma.io', kind: 'Mesh', zone: 'local', namespace: '', name });
}

function named(place: Place) {
  return [place.gateway.id, place] as const;
}

/** A place as the policies that hold there have it: where it sends what it takes, and how. */
function shaped(
  place: Place,
  meaning: PlaceMeaning | undefined,
  {
    mesh,
    callable,
    track,
  }: { readonly mesh: string; readonly callable: CallablePorts; readonly track: Tracker },
): Place {
  const routed = routePlace(place, meaning, what => ref => {
    const port = referredPort(ref, mesh, callable, track);
    return port && useFor(port, what);
  });
  return shapePlace(routed, meaning);
}

interface Around {
  /** Of the sidecar. */
  readonly key: string;
  readonly callable: CallablePorts;
  readonly policies: MeshPolicies;
  readonly track: Tracker;
}

/** What a sidecar has for itself: its inbounds, and the outbounds that were written for it. */
function placesOf(sidecar: Sidecar, { key, callable, policies, track }: Around): readonly Place[] {
  return [
    ...sidecar.inbounds.map(inbound =>
      shapePlace(
        inboundPlace(sidecar, inbound),
        track.fetch(policies.ofInbounds, inboundKey(key, inbound.name)),
      ),
    ),
    ...sidecar.outbounds.flatMap(outbound => {
      const port = calledPort(outbound.to, sidecar.mesh, callable, track);
      if (port === undefined) return [];
      const way = policies.wayOf(key, port.backend, track);
      const meaning =
        way === undefined
          ? track.fetch(policies.ofPorts, port.backend)
          : track.fetch(policies.ofWays, wayKey(way));
      const place = ownOutboundPlace(sidecar, outbound, routedAs(port, meaning), way?.policies);
      return [shaped(place, meaning, { mesh: port.mesh, callable, track })];
    }),
  ];
}
