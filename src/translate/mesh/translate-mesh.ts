import type { Collection, Graph, Tracker } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import type { Attachment, Backend, Gateway, Report, Sidecar, VirtualAddresses } from '#model';
import { type Dataplane, type MeshService, placeInMesh } from '#resources';
import type { Inputs } from '../inputs.ts';
import { applications } from './applications.ts';
import { type CallablePorts, calledPort, indexCallablePorts } from './called-port.ts';
import { translateMeshService } from './mesh-service.ts';
import type { Place } from './places.ts';
import { serveServices } from './service-backends.ts';
import { outboundPlace, type PlacedPort, placedPort } from './service-places.ts';
import type { ServiceState } from './service-state.ts';
import { translateServiceTags } from './service-tags.ts';
import { translateSidecar } from './sidecar.ts';
import { inboundPlace, ownOutboundPlace } from './sidecar-places.ts';
import { reportSidecars, type UnmatchedReach } from './sidecar-reports.ts';

/** TranslatedMesh is the graph's part of meshes: sidecars, services, and the places at which sidecars listen for them. */
export interface TranslatedMesh {
  readonly sidecars: Collection<Sidecar>;
  /** By ResourceKey. */
  readonly services: Collection<ServiceState>;
  /** By BackendKey. */
  readonly ports: Collection<PlacedPort>;
  /** Inbounds and outbounds that one sidecar has for itself. */
  readonly ownPlaces: Collection<Place>;
  readonly gateways: Collection<Gateway>;
  readonly attachments: Collection<Attachment>;
  readonly backends: Collection<Backend>;
  /** report derives what to say of the objects of meshes, once it is known what sidecars reach. */
  report(reach: UnmatchedReach): Collection<Report>;
}

/** translateMesh lays the graph from Dataplanes and services to what sidecars are told. `addresses` are by the service's ResourceKey. */
export function translateMesh(
  graph: Graph,
  inputs: Inputs,
  addresses: Collection<VirtualAddresses>,
): TranslatedMesh {
  const meshes = inputs.of('kuma/Mesh');
  const dataplanes = inputs.of('kuma/Dataplane');
  const sidecars = graph.map<Dataplane, Sidecar>('translate/sidecars', dataplanes, (dataplane, _key, track) =>
    translateSidecar(dataplane, track.fetch(meshes, meshKey(placeInMesh(dataplane).mesh))),
  );
  const services = graph.join<ServiceState>('translate/services-of-mesh', [
    graph.map<MeshService, ServiceState>(
      'translate/mesh-services',
      inputs.of('kuma/MeshService'),
      translateMeshService,
    ),
    translateServiceTags(graph, sidecars),
  ]);
  const ports = graph.derive<ServiceState, PlacedPort>('translate/ports-of-services', services, service =>
    service.ports.map(port => [port.backend, placedPort(service, port)]),
  );
  const shared = graph.derive<ServiceState, Place>(
    'translate/shared-outbounds',
    services,
    (service, key, track) => {
      const at = service.addresses.length > 0 ? service.addresses : (track.fetch(addresses, key) ?? []);
      if (at.length === 0) return [];
      return service.ports.map(port => named(outboundPlace(service, port, at)));
    },
  );
  const callable = indexCallablePorts(graph, ports);
  const own = graph.derive<Sidecar, Place>('translate/own-places', sidecars, (sidecar, _key, track) =>
    placesOf(sidecar, callable, track).map(named),
  );
  const places = graph.join<Place>('translate/places', [shared, own]);
  return {
    sidecars,
    services,
    ports,
    ownPlaces: own,
    gateways: graph.view<Place, Gateway>('translate/places-of-mesh', places, ({ gateway }) => gateway),
    attachments: graph.view<Place, Attachment>('translate/attachments-of-mesh', places, p => p.attachment),
    backends: graph.join<Backend>('translate/backends-of-mesh', [
      serveServices(graph, services, sidecars),
      applications(graph, sidecars),
    ]),
    report: reach => reportSidecars(graph, dataplanes, sidecars, callable, reach),
  };
}

function meshKey(name: string): string {
  return resourceKey({ group: 'kuma.io', kind: 'Mesh', zone: 'local', namespace: '', name });
}

function named(place: Place) {
  return [place.gateway.id, place] as const;
}

/** What a sidecar has for itself: its inbounds, and the outbounds that were written for it. */
function placesOf(sidecar: Sidecar, callable: CallablePorts, track: Tracker): readonly Place[] {
  return [
    ...sidecar.inbounds.map(inbound => inboundPlace(sidecar, inbound)),
    ...sidecar.outbounds.flatMap(outbound => {
      const port = calledPort(outbound.to, sidecar.mesh, callable, track);
      return port === undefined ? [] : [ownOutboundPlace(sidecar, outbound, port)];
    }),
  ];
}
