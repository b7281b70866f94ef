import type { Collection, Graph, Index } from '#graph';
import {
  captureSetName,
  type Gateway,
  type ProxyId,
  placeId,
  type ReachablePort,
  type ReachDeclaration,
  type Sidecar,
} from '#model';
import { reachSetName } from './reach-declaration.ts';
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
  return {
    sets,
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
