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
  /** What of a set's declaration selects nothing, by the name of the set; nothing where all of it selects something. */
  readonly unmatched: Collection<readonly ServiceSelector[]>;
  /** Which sets hold a place, by its id. */
  readonly setsOfPlace: Index<PlaceInSet>;
  /** Which ports a set holds, and where they are called; looked up when asked. */
  placesIn(set: string): readonly CalledPlace[];
  /** Which sets hold a name: those that hold a port of what it is of. */
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
  /** Inbounds and outbounds that one sidecar has for itself. */
  readonly ownPlaces: Collection<OwnPlace>;
  readonly hostnames: Collection<Hostname>;
  /** Where those call a port, by `classedKey`, of whose calls to it narrower policies say something. */
  readonly ways: Collection<ProxyId>;
}

/** NamedPort is a port that can be reached, and by what its names are found (`Hostname.of`). */
export interface NamedPort extends ReachablePort {
  readonly addressedBy: string;
}

/** OwnPlace is a place, and whose alone it is. */
export interface OwnPlace {
  readonly gateway: Gateway;
  readonly sidecar?: ProxyId;
}

/**
 * meshReachOf derives what every sidecar reaches. Its view is its own part, what it declares that it reaches, which it shares
 * with all that declare the same, and the listeners to which captured traffic comes, which it shares with all of the same
 * ports.
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

/** A set that holds some port of a service holds its names, once. */
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
