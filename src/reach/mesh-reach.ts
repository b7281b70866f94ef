import type { Collection, Graph, Index } from '#graph';
import {
  type BackendKey,
  captureSetName,
  classedKey,
  type Gateway,
  type Hostname,
  type ProxyId,
  placeId,
  type ReachablePort,
  type ReachDeclaration,
  type ServiceSelector,
  type Sidecar,
  selects,
} from '#model';
import type { ProxyView } from './proxy-view.ts';
import { reachSetName } from './reach-declaration.ts';
import { type ReachSetMember, reachSets } from './reach-sets.ts';

/** PlaceInSet says that a set holds all that a place needs. */
export interface PlaceInSet {
  readonly place: ProxyId;
  readonly set: string;
}

/** NameInSet says that a set holds a name. */
export interface NameInSet {
  readonly set: string;
  readonly hostname: Hostname;
}

/** MeshReach is what each sidecar may see of the model. */
export interface MeshReach {
  readonly views: Collection<ProxyView>;
  /** Each declaration that a sidecar has, by the name of its set. */
  readonly sets: Collection<ReachDeclaration>;
  /**
   * The selectors of a set's declaration that select nothing, by the name of the set; absent where each selects something.
   */
  readonly unmatched: Collection<readonly ServiceSelector[]>;
  /** The sets that hold a place, by the place's id. */
  readonly setsOfPlace: Index<PlaceInSet>;
  /** The ports that a set holds, and where they are called; looked up at each call. */
  placesIn(set: string): readonly CalledPlace[];
  /** The sets that hold a name: those that hold a port of the service whose name it is. */
  readonly names: Collection<NameInSet>;
}

/** CalledPlace is where a set calls a port. */
export interface CalledPlace {
  readonly service: BackendKey;
  readonly place: ProxyId;
}

export interface MeshReachInputs {
  readonly sidecars: Collection<Sidecar>;
  /** Ports that can be reached, by BackendKey. */
  readonly ports: Collection<NamedPort>;
  /** The inbounds and outbounds that belong to one sidecar alone. */
  readonly ownPlaces: Collection<OwnPlace>;
  readonly hostnames: Collection<Hostname>;
  /** Where sidecars of a class call a port, by `classedKey`, if narrower policies apply to these calls. */
  readonly ways: Collection<ProxyId>;
}

/** NamedPort is a port that can be reached, and the key by which its names are found (`Hostname.of`). */
export interface NamedPort extends ReachablePort {
  readonly addressedBy: string;
}

/** OwnPlace is a place, and the sidecar that it belongs to alone. */
export interface OwnPlace {
  readonly gateway: Gateway;
  readonly sidecar?: ProxyId;
}

/**
 * meshReachOf derives what every sidecar reaches. The view of a sidecar consists of its own part, of what it declares to
 * reach (shared with all sidecars that declare the same), and of the listeners for captured traffic (shared with all that
 * capture alike).
 */
export function meshReachOf(graph: Graph, inputs: MeshReachInputs): MeshReach {
  const { sidecars, ports, ownPlaces, ways } = inputs;
  const declared = graph.view<Sidecar, ReachDeclaration>('reach/declared', sidecars, ({ reach }) => reach);
  const { sets, members } = reachSets(graph, declared, ports);
  const placeOf = (
    service: BackendKey,
    policies: readonly string[],
    way: (key: string) => ProxyId | undefined,
  ) =>
    (policies.length === 0 ? undefined : way(classedKey(policies, service))) ??
    placeId({ kind: 'outbound', service });
  const inSets = graph.join<PlaceInSet>('reach/places-in-sets', [
    graph.map<ReachSetMember, PlaceInSet>('reach/shared-places', members, ({ set, service }, _key, track) => {
      const policies = track.fetch(sets, set)?.policies ?? [];
      return { set, place: placeOf(service, policies, key => track.fetch(ways, key)) };
    }),
    graph.view<OwnPlace, PlaceInSet>(
      'reach/own-places',
      ownPlaces,
      ({ sidecar, gateway }) => sidecar && { set: sidecar, place: gateway.id },
    ),
  ]);
  const bySet = graph.index('reach/members-by-set', members, ({ set }) => [set]);
  return {
    sets,
    unmatched: graph.map<ReachDeclaration, readonly ServiceSelector[]>(
      'reach/unmatched',
      sets,
      ({ services }, set, track) => {
        const specific = services.filter(({ kind }) => kind !== 'all');
        if (specific.length === 0) return undefined;
        const held = track.fetchAll(bySet, set).flatMap(({ service }) => track.fetch(ports, service) ?? []);
        const unmatched = specific.filter(one => !held.some(port => selects(one, port)));
        return unmatched.length === 0 ? undefined : unmatched;
      },
    ),
    views: graph.map<Sidecar, ProxyView>(
      'reach/sidecar-views',
      sidecars,
      ({ id, reach, capture, added = [] }) => ({
        proxy: id,
        sets: [
          id,
          ...(reach === undefined ? [] : [reachSetName(reach)]),
          ...(capture === undefined ? [] : [captureSetName(capture)]),
          ...added,
        ],
      }),
    ),
    placesIn: set => {
      const policies = sets.get(set)?.policies ?? [];
      return bySet
        .lookup(set)
        .map(({ service }) => ({ service, place: placeOf(service, policies, key => ways.get(key)) }));
    },
    setsOfPlace: graph.index('reach/sets-of-place', inSets, ({ place }) => [place]),
    names: namesInSets(graph, members, inputs),
  };
}

/** A set that holds any port of a service holds the service's names, each once. */
function namesInSets(
  graph: Graph,
  members: Collection<ReachSetMember>,
  { ports, hostnames }: MeshReachInputs,
): Collection<NameInSet> {
  const named = graph.derive<ReachSetMember, { readonly set: string; readonly of: string }>(
    'reach/named-in-sets',
    members,
    ({ set, service }, _key, track) => {
      const of = track.fetch(ports, service)?.addressedBy;
      return of === undefined ? [] : [[[set, of].join('\n'), { set, of }]];
    },
  );
  const byOwner = graph.index('reach/names-by-owner', hostnames, ({ of }) => [of]);
  return graph.derive<{ readonly set: string; readonly of: string }, NameInSet>(
    'reach/names',
    named,
    ({ set, of }, _key, track) =>
      track
        .fetchAll(byOwner, of)
        .map(hostname => [[set, hostname.mesh, hostname.name].join('\n'), { set, hostname }]),
  );
}
