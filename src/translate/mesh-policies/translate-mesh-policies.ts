import type { Collection, Graph, Index, Tracker } from '#graph';
import { localZone, type ResourceKey } from '#lib/resource-ref.ts';
import {
  type BackendFacets,
  type BackendKey,
  type BackendUse,
  classedKey,
  isHttpProtocol,
  type MeshPolicyInquiry,
  type ModifiedUse,
  type Sidecar,
  useKey,
  wholePolicy,
  type XdsPatch,
} from '#model';
import type { AnyMeshPolicy } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { Inputs } from '../inputs.ts';
import { zoneLabel, zoneName } from '../mesh/labels.ts';
import type { PlacedPort } from '../mesh/service-places.ts';
import type { ServedService } from '../mesh/service-state.ts';
import { serviceTag } from '../mesh/sidecar.ts';
import { given } from '../policies/given.ts';
import { admittedCallers } from './admitted-callers.ts';
import { type CalledItems, type ClassedPort, calledItems } from './called-items.ts';
import { usedApplications } from './caller-meanings.ts';
import { standingOf } from './caller-standing.ts';
import { inboundKey, inboundMeanings, itemsAtInbounds } from './inbound-meanings.ts';
import { isMeshWide, isOfType } from './match-proxy.ts';
import type { Collectors } from './mesh-collector.ts';
import { showingMetrics } from './mesh-metric.ts';
import { passedThrough } from './mesh-passthrough.ts';
import { inquireMeshPolicies } from './mesh-policy-inquiry.ts';
import type { PlaceMeaning, PlaceTraits } from './mesh-policy-kind.ts';
import { addedByPatches, addedSet, addsSomething } from './mesh-proxy-patch.ts';
import { modifiedUses } from './modified-uses.ts';
import { placeMeaning } from './place-meaning.ts';
import { placeRouting } from './place-routing.ts';
import { inOrder, isOfPlaces, type PolicyItem } from './policy-item.ts';
import { policyItems } from './policy-items.ts';
import { type NarrowMatch, proxyClasses } from './proxy-classes.ts';
import { type UnheldRule, unheldRules } from './unheld-rules.ts';
import { useFor, useOfWay } from './use-of-way.ts';

/** MeshPolicies is what policies of meshes come to. */
export interface MeshPolicies {
  readonly policies: Collection<AnyMeshPolicy>;
  readonly matchesByPolicy: Index<NarrowMatch>;
  /** Rules about some callers that apply to nobody, by `unheldTerm`. */
  readonly unheld: Index<UnheldRule>;
  /** The sidecars, each with its class in the reach that it declares. */
  readonly sidecars: Collection<Sidecar>;
  /** The ports as sidecars reach them: with the admissions there, where reach follows permissions. */
  readonly ports: Collection<PlacedPort>;
  readonly called: CalledItems;
  /** How services and applications are used, by `useKey`. */
  readonly facets: Collection<BackendFacets>;
  /** What applies at a port to sidecars that are in no class for it, by BackendKey. */
  readonly ofPorts: Collection<PlaceMeaning>;
  /** What applies in each way of calling a port that differs from the common one, by `wayKey`. */
  readonly ofWays: Collection<PlaceMeaning>;
  /** What applies to calls to sidecars, by `inboundKey`. */
  readonly ofInbounds: Collection<PlaceMeaning>;
  /** The uses of backends whose clusters somebody changes in Envoy's own words. */
  readonly modifiedUses: Collection<ModifiedUse>;
  /** The resources that somebody adds in Envoy's own words, and to which sidecars. */
  readonly added: Collection<XdsPatch>;
  /** Answers questions about which policies apply to which sidecars. */
  readonly inquiry: MeshPolicyInquiry;
  /** wayOf is the way in which a sidecar calls a port; undefined where it calls the port in the common way. */
  wayOf(sidecar: string, backend: BackendKey, track: Tracker): ClassedPort | undefined;
}

/** translateMeshPolicies derives them. */
export function translateMeshPolicies(
  graph: Graph,
  inputs: Inputs,
  of: {
    readonly sidecars: Collection<Sidecar>;
    readonly ports: Collection<PlacedPort>;
    readonly collectors: Collectors;
    /** Services that workloads of the mesh serve. */
    readonly served: Collection<ServedService>;
    readonly meshKey: (name: string) => ResourceKey;
    /** Which addresses may be called. */
    readonly addresses: AddressPolicy;
  },
): MeshPolicies {
  const { ports } = of;
  const { policies, items } = policyItems(graph, inputs, of.sidecars, of.meshKey, of.addresses);
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
      .filter(item =>
        isMeshWide(item) ? isOfType(item, 'Sidecar') : narrower.map(wholePolicy).includes(item.policy),
      );
  const outboundTraits = (
    { mesh, name, labels, protocol, outside }: PlacedPort,
    track: Tracker,
    narrower: readonly ResourceKey[] = [],
  ): PlaceTraits => ({
    ...given({ standing: standingOf(narrower) }),
    direction: 'outbound',
    isOutside: outside !== undefined,
    protocol,
    tags: { [serviceTag]: name },
    told: { mesh, zone: labels[zoneLabel] ?? zoneName(localZone), destination: name },
    addresses: of.addresses,
    collector: of.collectors.of(mesh, track),
  });
  const ofPorts = graph.map<PlacedPort, PlaceMeaning>(
    'translate/meanings-at-ports',
    ports,
    (port, key, track) =>
      meaningAt(track.fetch(called.common, key) ?? [], outboundTraits(port, track), ofRoute(port, [], track)),
  );
  const ofWays = graph.map<ClassedPort, PlaceMeaning>(
    'translate/meanings-of-ways',
    called.ways,
    (way, _key, track) => {
      const port = track.fetch(ports, way.backend);
      if (port === undefined) return undefined;
      return meaningAt(
        called.itemsOf(way, track),
        outboundTraits(port, track, way.policies),
        ofRoute(port, way.policies, track),
      );
    },
  );
  const wideOfProxies = graph.view<PolicyItem, PolicyItem>('translate/items-for-all-proxies', items, item =>
    isOfProxy(item) && isMeshWide(item) && isOfType(item, 'Sidecar') ? item : undefined,
  );
  const ofProxies = graph.index('translate/proxy-items-by-mesh', wideOfProxies, ({ mesh }) => [mesh]);
  const itemsAt = itemsAtInbounds(graph, items, classes);
  const ofInbounds = inboundMeanings(graph, itemsAt, of.sidecars, of);
  const admitted =
    of.addresses.reachFollowsPermissions === true ? admittedCallers(graph, itemsAt, of) : undefined;
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
        sidecar.inbounds
          .flatMap(one => usedApplications(sidecar, one, track.fetch(ofInbounds, inboundKey(key, one.name))))
          .flatMap(({ use, ...meaning }) => keyed(use, meaning)),
    ),
  ]);
  return {
    modifiedUses: modifiedUses(graph, { ...of, called, ofPorts, ofWays, ofInbounds }),
    added: graph.derive<AnyMeshPolicy, XdsPatch>('translate/added-by-patches', policies, (policy, origin) =>
      of.addresses.allowsPatches === true
        ? addedByPatches(policy, origin).map(patch => [[origin, patch.index].join('\n'), patch])
        : [],
    ),
    policies,
    inquiry: inquireMeshPolicies({ policies, items, sidecars: of.sidecars, ports }),
    matchesByPolicy: classes.byPolicy,
    unheld: unheldRules(graph, itemsAt, of.sidecars),
    ports: admitted?.ports ?? ports,
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
        const items = inOrder([...track.fetchAll(ofProxies, written.mesh), ...narrow]);
        const place = {
          addresses: of.addresses,
          collector: of.collectors.of(written.mesh, track),
        };
        const sidecar = withAdded(showingMetrics(passedThrough(written, items), items, place), items);
        if (sidecar.reach === undefined) return sidecar;
        const found = track.fetch(classes.classOf, key);
        const admissions = admitted?.admissionsFor(written, track);
        if (found === undefined && admissions === undefined) return sidecar;
        const { policies } = found ?? sidecar.reach;
        const narrowed = admissions === undefined ? {} : { admissions };
        return { ...sidecar, reach: { ...sidecar.reach, policies, ...narrowed } };
      },
    ),
    wayOf(sidecar, backend, track) {
      const found = track.fetch(classes.classOf, sidecar);
      return found && track.fetch(called.classed, classedKey(found.policies, backend));
    },
  };
}

function withAdded(sidecar: Sidecar, items: readonly PolicyItem[]): Sidecar {
  const added = [...new Set(items.filter(addsSomething).map(({ policy }) => addedSet(policy)))];
  return added.length === 0 ? sidecar : { ...sidecar, added };
}

/** A route may send requests to a port declared for connections, and connections to one declared for requests. */
function usesOfPort(port: PlacedPort): readonly BackendUse[] {
  return [useOfWay(port, []), useFor(port, isHttpProtocol(port.protocol) ? 'connections' : 'requests')];
}

/** The item is about a proxy as a whole, not about one of its places. */
function isOfProxy(item: PolicyItem): boolean {
  return item.subject.kind === 'proxy' && (!isOfPlaces(item) || addsSomething(item));
}

function routeTerm(mesh: string, name: string): string {
  return [mesh, name].join('\n');
}

/** What applies at a port, and where its traffic goes. */
function meaningAt(
  items: readonly PolicyItem[],
  place: PlaceTraits,
  ofRoute: (name: string) => readonly PolicyItem[],
): PlaceMeaning {
  const routing = placeRouting(items, place, ofRoute);
  return { ...placeMeaning(items, place), ...(routing === undefined ? {} : { routing }) };
}

function keyed(
  use: BackendUse,
  meaning: PlaceMeaning | undefined,
): readonly (readonly [string, BackendFacets])[] {
  return meaning?.backend === undefined ? [] : [[useKey(use), meaning.backend]];
}
