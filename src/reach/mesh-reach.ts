import type { Collection, Graph, Index } from '#graph';
import {
  captureSetName,
  type Gateway,
  type ProxyId,
  placeId,
  type ReachablePort,
  type ReachDeclaration,
  type ServiceSelector,
  type Sidecar,
} from '#model';
import { reachSetName, selectorSelects } from './reach-declaration.ts';
import { type DeclaredReach, type ProxyView, type ReachSetMember, reachSets } from './reach-sets.ts';

/** PlaceInSet says that a set holds all that a place needs. */
export interface PlaceInSet {
  readonly place: ProxyId;
  readonly set: string;
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
}

export interface MeshReachInputs {
  readonly sidecars: Collection<Sidecar>;
  /** Ports that can be reached, by BackendKey. */
  readonly ports: Collection<ReachablePort>;
  /** Inbounds and outbounds that one sidecar has for itself. */
  readonly ownPlaces: Collection<OwnPlace>;
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
export function meshReachOf(graph: Graph, { sidecars, ports, ownPlaces }: MeshReachInputs): MeshReach {
  const declared = graph.view<Sidecar, DeclaredReach>(
    'reach/declared',
    sidecars,
    ({ id, reach }) => reach && { proxy: id, declaration: reach },
  );
  const { sets, members } = reachSets(graph, declared, ports);
  const inSets = graph.join<PlaceInSet>('reach/places-in-sets', [
    graph.view<ReachSetMember, PlaceInSet>('reach/shared-places', members, ({ set, service }) => ({
      set,
      place: placeId({ kind: 'outbound', service }),
    })),
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
        const unmatched = specific.filter(one => !held.some(port => selectorSelects(one, port)));
        return unmatched.length === 0 ? undefined : unmatched;
      },
    ),
    views: graph.map<Sidecar, ProxyView>('reach/sidecar-views', sidecars, ({ id, reach, capture }) => ({
      proxy: id,
      sets: [
        id,
        ...(reach === undefined ? [] : [reachSetName(reach)]),
        ...(capture === undefined ? [] : [captureSetName(capture)]),
      ],
    })),
    setsOfPlace: graph.index('reach/sets-of-place', inSets, ({ place }) => [place]),
  };
}
