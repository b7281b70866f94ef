import type { Collection, Graph, Index, Tracker } from '#graph';
import { localZone, type ResourceKey } from '#lib/resource-ref.ts';
import {
  type BackendFacets,
  type BackendKey,
  type BackendUse,
  classedKey,
  type Inbound,
  isHttpProtocol,
  type ServiceProtocol,
  type Sidecar,
  useKey,
} from '#model';
import type { AnyMeshPolicy } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { Inputs } from '../inputs.ts';
import { applicationKey, spokenToApplication } from '../mesh/applications.ts';
import { zoneName } from '../mesh/labels.ts';
import type { PlacedPort } from '../mesh/service-places.ts';
import { type CalledItems, type ClassedPort, calledItems } from './called-items.ts';
import { meshPolicyKinds } from './index.ts';
import { itemCallers } from './item-callers.ts';
import { isMeshWide, isOfType } from './match-proxy.ts';
import { passedThrough } from './mesh-passthrough.ts';
import type { PlaceMeaning, PlaceTraits } from './mesh-policy-kind.ts';
import { permissionAt } from './permission-at.ts';
import { placeMeaning } from './place-meaning.ts';
import { placeRouting } from './place-routing.ts';
import { inOrder, isOfPlaces, type PolicyItem } from './policy-item.ts';
import { policyItems } from './policy-items.ts';
import { isMeshWideInbound, type NarrowMatch, proxyClasses } from './proxy-classes.ts';
import { useFor, useOfWay } from './use-of-way.ts';

/** MeshPolicies is what policies of meshes come to. */
export interface MeshPolicies {
  readonly policies: Collection<AnyMeshPolicy>;
  readonly matchesByPolicy: Index<NarrowMatch>;
  /** Sidecars, with the class that they are in among what they declare to reach. */
  readonly sidecars: Collection<Sidecar>;
  readonly called: CalledItems;
  /** How services and applications are used, by `useKey`. */
  readonly facets: Collection<BackendFacets>;
  /** Of what is called at a port by those that are in no class for it, by BackendKey. */
  readonly ofPorts: Collection<PlaceMeaning>;
  /** Of what is called in a way of its own, by `wayKey`. */
  readonly ofWays: Collection<PlaceMeaning>;
  /** Of what sidecars are called for, by `inboundKey`. */
  readonly ofInbounds: Collection<PlaceMeaning>;
  /** wayOf is how a sidecar calls a port; undefined where it does so as all do. */
  wayOf(sidecar: string, backend: BackendKey, track: Tracker): ClassedPort | undefined;
}

/** inboundKey is that of an inbound of a sidecar. */
export function inboundKey(sidecar: string, inbound: string): string {
  return [sidecar, inbound].join('\n');
}

/** translateMeshPolicies derives it. */
export function translateMeshPolicies(
  graph: Graph,
  inputs: Inputs,
  of: {
    readonly sidecars: Collection<Sidecar>;
    readonly ports: Collection<PlacedPort>;
    readonly meshKey: (name: string) => ResourceKey;
    /** What may be called by its address. */
    readonly addresses: AddressPolicy;
  },
): MeshPolicies {
  const { ports } = of;
  const { policies, items } = policyItems(graph, inputs, of.sidecars, of.meshKey);
  const classes = proxyClasses(graph, items, of.sidecars);
  const called = calledItems(graph, items, ports, classes);
  const byRoute = graph.index('translate/items-by-route', items, item =>
    item.subject.kind === 'outbound' && item.subject.to.kind === 'MeshHTTPRoute'
      ? [routeTerm(item.mesh, item.subject.to.name ?? '')]
      : [],
  );
  const ofRoute = (port: PlacedPort, narrower: readonly ResourceKey[], track: Tracker) => (name: string) =>
    track
      .fetchAll(byRoute, routeTerm(port.mesh, name))
      .filter(item => (isMeshWide(item) ? isOfType(item, 'Sidecar') : narrower.includes(item.policy)));
  const outboundTraits = ({ mesh, name, labels, protocol }: PlacedPort): PlaceTraits => ({
    direction: 'outbound',
    protocol,
    told: { mesh, zone: labels[zoneLabel] ?? zoneName(localZone), destination: name },
    addresses: of.addresses,
  });
  const inboundTraits = (
    { mesh, name: proxy, labels }: Sidecar,
    { protocol, tags }: Inbound,
  ): PlaceTraits => {
    const service = tags[serviceTag] ?? proxy;
    const told = { mesh, zone: labels[zoneLabel] ?? zoneName(localZone), destination: service, service };
    return { direction: 'inbound', protocol, told, addresses: of.addresses };
  };
  const ofPorts = graph.map<PlacedPort, PlaceMeaning>(
    'translate/meanings-at-ports',
    ports,
    (port, key, track) =>
      meaningAt(track.fetch(called.common, key) ?? [], outboundTraits(port), ofRoute(port, [], track)),
  );
  const ofWays = graph.map<ClassedPort, PlaceMeaning>(
    'translate/meanings-of-ways',
    called.ways,
    (way, _key, track) => {
      const port = track.fetch(ports, way.backend);
      if (port === undefined) return undefined;
      return meaningAt(called.itemsOf(way, track), outboundTraits(port), ofRoute(port, way.policies, track));
    },
  );
  const inbound = graph.view<PolicyItem, PolicyItem>('translate/items-for-all-inbounds', items, item =>
    isMeshWideInbound(item) && isOfType(item, 'Sidecar') && isHeld(item) ? item : undefined,
  );
  const wideOfProxies = graph.view<PolicyItem, PolicyItem>('translate/items-for-all-proxies', items, item =>
    isOfProxy(item) && isMeshWide(item) && isOfType(item, 'Sidecar') ? item : undefined,
  );
  const ofProxies = graph.index('translate/proxy-items-by-mesh', wideOfProxies, ({ mesh }) => [mesh]);
  const byMesh = graph.index('translate/inbound-items-by-mesh', inbound, ({ mesh }) => [mesh]);
  const ofInbounds = graph.derive<Sidecar, PlaceMeaning>(
    'translate/meanings-at-inbounds',
    of.sidecars,
    (sidecar, key, track) => {
      const wide = track.fetchAll(byMesh, sidecar.mesh);
      const narrow = track.fetchAll(classes.matches, key).filter(({ item }) => isHeld(item));
      return sidecar.inbounds.map(one => {
        const { name } = one;
        const own = narrow.flatMap(({ item, inbounds }) => (inbounds.includes(name) ? [item] : []));
        const held = inOrder([...wide, ...own]);
        const meaning = placeMeaning(held, inboundTraits(sidecar, one));
        return [inboundKey(key, name), permitted(meaning, held, sidecar, one.protocol)];
      });
    },
  );
  const facets = graph.join<BackendFacets>('translate/facets-of-mesh-uses', [
    graph.derive<PlacedPort, BackendFacets>('translate/facets-of-ports', ports, (port, key, track) =>
      usesOfPort(port).flatMap(use => keyed(use, track.fetch(ofPorts, key))),
    ),
    graph.derive<ClassedPort, BackendFacets>('translate/facets-of-ways', called.ways, (way, key, track) => {
      const port = track.fetch(ports, way.backend);
      const use = port && useOfWay(port, way.policies);
      return use?.policies === undefined ? [] : keyed(use, track.fetch(ofWays, key));
    }),
    graph.derive<Sidecar, BackendFacets>(
      'translate/facets-of-applications',
      of.sidecars,
      (sidecar, key, track) =>
        sidecar.inbounds.flatMap(one =>
          keyed(
            { backend: applicationKey(sidecar, one), protocol: spokenToApplication(one) },
            track.fetch(ofInbounds, inboundKey(key, one.name)),
          ),
        ),
    ),
  ]);
  return {
    policies,
    matchesByPolicy: classes.byPolicy,
    called,
    facets,
    ofPorts,
    ofWays,
    ofInbounds,
    sidecars: graph.map<Sidecar, Sidecar>(
      'translate/classed-sidecars',
      of.sidecars,
      (written, key, track) => {
        const narrow = track
          .fetchAll(classes.matches, key)
          .flatMap(({ item }) => (isOfProxy(item) ? [item] : []));
        const sidecar = passedThrough(
          written,
          inOrder([...track.fetchAll(ofProxies, written.mesh), ...narrow]),
        );
        const found = track.fetch(classes.classOf, key);
        if (found === undefined || sidecar.reach === undefined) return sidecar;
        return { ...sidecar, reach: { ...sidecar.reach, policies: found.policies } };
      },
    ),
    wayOf(sidecar, backend, track) {
      const found = track.fetch(classes.classOf, sidecar);
      return found && track.fetch(called.classed, classedKey(found.policies, backend));
    },
  };
}

/** A route may pass on requests to who is known for connections, and connections to who is known for requests. */
function usesOfPort(port: PlacedPort): readonly BackendUse[] {
  return [useOfWay(port, []), useFor(port, isHttpProtocol(port.protocol) ? 'connections' : 'requests')];
}

const zoneLabel = 'kuma.io/zone';
const serviceTag = 'kuma.io/service';

/** What is said of a proxy as a whole, and of no place of it. */
function isOfProxy(item: PolicyItem): boolean {
  return item.subject.kind === 'proxy' && !isOfPlaces(item);
}

function routeTerm(mesh: string, name: string): string {
  return [mesh, name].join('\n');
}

/** What holds at a port, and where what is sent to it goes. */
function meaningAt(
  items: readonly PolicyItem[],
  place: PlaceTraits,
  ofRoute: (name: string) => readonly PolicyItem[],
): PlaceMeaning {
  const routing = placeRouting(items, place, ofRoute);
  return { ...placeMeaning(items, place), ...(routing === undefined ? {} : { routing }) };
}

/** What is said of some callers alone holds for none, where callers are not told apart. */
function isHeld(item: PolicyItem): boolean {
  if (isOfPlaces(item)) return true;
  return item.subject.kind === 'inbound' && (tellingCallers.has(item.id) || itemCallers(item).length === 0);
}

const tellingCallers: ReadonlySet<string> = new Set([
  ...meshPolicyKinds.filter(kind => kind.tellsCallersApart === true).map(({ id }) => id),
  'kuma/MeshTrafficPermission',
]);

/** Without anybody who vouches for callers there is nobody to be told from others. */
function permitted(
  meaning: PlaceMeaning,
  items: readonly PolicyItem[],
  { mesh, security }: Sidecar,
  protocol: ServiceProtocol,
): PlaceMeaning {
  if (security === undefined) return meaning;
  if (isHttpProtocol(protocol)) {
    const authorization = permissionAt(items, mesh, security.isPermissive);
    return { ...meaning, route: { ...meaning.route, authorization } };
  }
  // Connections in plain text have a chain of their own, in which nobody is asked.
  const authorization = permissionAt(items, mesh, false);
  return { ...meaning, listener: { ...meaning.listener, authorization } };
}

function keyed(
  use: BackendUse,
  meaning: PlaceMeaning | undefined,
): readonly (readonly [string, BackendFacets])[] {
  return meaning?.backend === undefined ? [] : [[useKey(use), meaning.backend]];
}
