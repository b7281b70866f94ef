import type { Collection, Graph, Tracker } from '#graph';
import type { ProxyId, Sidecar, VirtualAddresses } from '#model';
import { placeId } from '#model';
import { type ClassedPort, wayKey } from '../mesh-policies/called-items.ts';
import { inboundKey } from '../mesh-policies/inbound-meanings.ts';
import type { PlaceMeaning } from '../mesh-policies/mesh-policy-kind.ts';
import { referredUse } from '../mesh-policies/mesh-ref.ts';
import { routedAs, routePlace } from '../mesh-policies/routed-place.ts';
import { shapePlace } from '../mesh-policies/shaped-place.ts';
import type { MeshPolicies } from '../mesh-policies/translate-mesh-policies.ts';
import { type CallablePorts, calledPort } from './called-port.ts';
import type { Place } from './places.ts';
import { probesPlace } from './probes-place.ts';
import { outboundPlace, type PlacedPort } from './service-places.ts';
import type { ServiceState } from './service-state.ts';
import { serviceTag } from './sidecar.ts';
import { inboundPlace, ownOutboundPlace } from './sidecar-places.ts';

/** LaidPlaces are the places at which sidecars listen. */
export interface LaidPlaces {
  readonly all: Collection<Place>;
  /** The inbounds and outbounds that belong to one sidecar alone. */
  readonly own: Collection<Place>;
  /** The ids of the places at which sidecars of a class call a port differently from others, by `classedKey`. */
  readonly ways: Collection<ProxyId>;
}

/** PlacesInputs is what places are laid from. */
export interface PlacesInputs {
  readonly services: Collection<ServiceState>;
  readonly ports: Collection<PlacedPort>;
  readonly callable: CallablePorts;
  readonly policies: MeshPolicies;
  /** Virtual addresses, by the `addressedBy` of services. */
  readonly addresses: Collection<VirtualAddresses>;
}

/** layPlaces derives the places at which sidecars listen, and what becomes of the traffic there, as policies have it. */
export function layPlaces(
  graph: Graph,
  { services, ports, callable, policies, addresses }: PlacesInputs,
): LaidPlaces {
  const shared = graph.derive<ServiceState, Place>(
    'translate/shared-outbounds',
    services,
    (service, _key, track) => {
      const at = track.fetch(addresses, service.addressedBy) ?? [];
      if (at.length === 0) return [];
      return service.ports.map(port => {
        const meaning = track.fetch(policies.ofPorts, port.backend);
        const place = outboundPlace(service, routedAs(port, meaning), at);
        const { mesh, name } = service;
        return named(shaped(place, meaning, { mesh, name, callable, track }));
      });
    },
  );
  const classed = graph.derive<ClassedPort, Place>(
    'translate/outbounds-of-classes',
    policies.called.ways,
    (way, key, track) => {
      const port = track.fetch(ports, way.backend);
      const at = port === undefined ? [] : (track.fetch(addresses, port.addressedBy) ?? []);
      if (port === undefined || at.length === 0) return [];
      const meaning = track.fetch(policies.ofWays, key);
      const place = outboundPlace(port, routedAs(port, meaning), at, way.policies);
      const { mesh, name } = port;
      return [named(shaped(place, meaning, { mesh, name, callable, track }))];
    },
  );
  const own = graph.derive<Sidecar, Place>('translate/own-places', policies.sidecars, (sidecar, key, track) =>
    placesOf(sidecar, { key, callable, policies, track }).map(named),
  );
  return {
    own,
    all: graph.join<Place>('translate/places', [shared, classed, own]),
    ways: graph.view<ClassedPort, ProxyId>('translate/places-of-classes', policies.called.classed, way =>
      placeId({ kind: 'outbound', service: way.backend, policies: way.policies }),
    ),
  };
}

function named(place: Place) {
  return [place.gateway.id, place] as const;
}

/** A place as the policies that apply there have it: where it sends its traffic, and how. */
function shaped(
  place: Place,
  meaning: PlaceMeaning | undefined,
  {
    mesh,
    name,
    callable,
    track,
  }: {
    readonly mesh: string;
    /** The name of the service. */
    readonly name: string;
    readonly callable: CallablePorts;
    readonly track: Tracker;
  },
): Place {
  const routed = routePlace(place, meaning, what => ref => referredUse(ref, mesh, callable, track, what));
  return shapePlace(routed, meaning, name);
}

interface Around {
  /** The key of the sidecar. */
  readonly key: string;
  readonly callable: CallablePorts;
  readonly policies: MeshPolicies;
  readonly track: Tracker;
}

/**
 * The places of one sidecar alone: its inbounds, the port at which its applications' health is probed, and the outbounds
 * written for it.
 */
function placesOf(sidecar: Sidecar, { key, callable, policies, track }: Around): readonly Place[] {
  return [
    ...sidecar.inbounds.map(inbound => {
      const meaning = track.fetch(policies.ofInbounds, inboundKey(key, inbound.name));
      const place = inboundPlace(sidecar, inbound, meaning?.mutualTls);
      return shapePlace(place, meaning, inbound.tags[serviceTag] ?? sidecar.name);
    }),
    ...probesPlace(sidecar),
    ...sidecar.outbounds.flatMap(outbound => {
      const port = calledPort(outbound.to, sidecar.mesh, callable, track);
      if (port === undefined) return [];
      const way = policies.wayOf(key, port.backend, track);
      const meaning =
        way === undefined
          ? track.fetch(policies.ofPorts, port.backend)
          : track.fetch(policies.ofWays, wayKey(way));
      const place = ownOutboundPlace(sidecar, outbound, routedAs(port, meaning), way?.policies);
      const { mesh, name } = port;
      return [shaped(place, meaning, { mesh, name, callable, track })];
    }),
  ];
}
