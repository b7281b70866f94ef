import type { Collection, Graph, Index, Tracker } from '#graph';
import { anyHostname, intersectHostnames } from '#lib/hostname.ts';
import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { bySeniority, placeOfListener, type Route } from '#model';
import type { AnyRoute } from '#resources';
import { fails } from '../verdict.ts';
import { routeKindOf } from './index.ts';
import type { ParentState, RouteParents } from './parents.ts';
import type { Placement } from './placements.ts';
import type { RouteKind } from './route-kind.ts';

/** Contest decides between routes that cannot both be served at one listener: the oldest wins. */
export interface Contest {
  /** settle removes a route from the listeners where another takes precedence. */
  settle(route: RouteParents, track: Tracker): readonly ParentState[];
}

/** Defeat says that the route `by` takes precedence over another at a listener; `of` is that one's `defeatKey`. */
interface Defeat {
  readonly of: string;
  readonly by: ResourceKey;
}

/** The kind of which a listener may have very many routes: they are compared with the others, not the others with them. */
const many: AnyRoute['id'] = 'gateway-api/HTTPRoute';

/**
 * createContest keeps the indexes that contests are decided by; the table of route kinds says what each kind competes for. A
 * listener may have very many HTTPRoutes, so nothing searches through them: each looks at the routes of other kinds, and
 * records which it defeats.
 */
export function createContest(
  graph: Graph,
  parents: Collection<RouteParents>,
  routes: Collection<Route>,
): Contest {
  const at = (contest: RouteKind['contest'], key: (place: Placement) => string): Index<RouteParents> =>
    graph.index(`translate/routes-by-contested-${contest}`, parents, route =>
      routeKindOf(route).contest === contest && route.id !== many
        ? new Set(placementsOf(route).map(key))
        : [],
    );
  const byDomain = at('domain', domainKey);
  const byHostname = at('hostname', placeKey);
  const defeats = graph.derive<RouteParents, Defeat>('translate/defeats', parents, (route, key, track) => {
    if (route.id !== many) return [];
    return placementsOf(route).flatMap(place =>
      rivalsAt(place, byHostname, track)
        .filter(rival => bySeniority(route, rival) < 0)
        .map(rival => {
          const of = defeatKey(rival.origin, placeKey(place));
          return [`${of}\n${key}`, { of, by: key }] as const;
        }),
    );
  });
  const defeatsOf = graph.index('translate/defeats-by-route', defeats, ({ of }) => [of]);

  const winnerAt = (route: RouteParents, place: Placement, track: Tracker): ResourceKey | undefined => {
    const where = placeKey(place);
    if (routeKindOf(route).contest === 'domain') {
      return track
        .fetchAll(byDomain, domainKey(place))
        .find(rival => bySeniority(rival, route) < 0 && track.fetch(routes, rival.origin) !== undefined)
        ?.origin;
    }
    if (route.id !== many) return track.fetchAll(defeatsOf, defeatKey(route.origin, where))[0]?.by;
    return rivalsAt(place, byHostname, track).find(rival => bySeniority(rival, route) < 0)?.origin;
  };
  return {
    settle: (route, track) => {
      const isShared = routeKindOf(route).contest === 'hostname';
      const settled = route.parents.map(parent =>
        settleParent(parent, isShared, place => winnerAt(route, place, track)),
      );
      return settled.every((parent, i) => parent === route.parents[i]) ? route.parents : settled;
    },
  };
}

/**
 * A route that competes by hostname loses the whole listener, and is not accepted where it has no other. Routes that compete
 * by domain lose connections domain by domain, and all of them are accepted (GEP-2644, GEP-2645).
 */
function settleParent(
  parent: ParentState,
  isShared: boolean,
  winnerAt: (place: Placement) => ResourceKey | undefined,
): ParentState {
  const lost = parent.placements.flatMap(place => {
    const winner = winnerAt(place);
    return winner === undefined ? [] : [{ place, winner }];
  });
  const [first] = lost;
  if (first === undefined) return parent;
  const isLost = (place: Placement) =>
    lost.some(l => l.place === place || (isShared && l.place.listener === place.listener));
  const placements = parent.placements.filter(place => !isLost(place));
  const lostTo = lostMessage(first.place, first.winner, isShared);
  if (!isShared) return { ...parent, lostTo, placements };
  const listeners = parent.listeners.filter(name => !lost.some(l => l.place.listener === name));
  if (listeners.length > 0) return { ...parent, lostTo, listeners, placements };
  return { ...parent, accepted: fails('UnsupportedValue', lostTo), listeners, placements };
}

function lostMessage({ listener, domain }: Placement, winner: ResourceKey, isShared: boolean): string {
  const what = isShared || domain === anyHostname ? '' : ` for ${domain}`;
  const { section } = placeOfListener('', listener);
  return `Listener ${section} already has ${displayRef(parseResourceKey(winner))}${what}, which is older or first by name`;
}

/** Routes of another kind that serve, at the same listener, some hostname which is served here too. */
function rivalsAt(own: Placement, index: Index<RouteParents>, track: Tracker): readonly RouteParents[] {
  const place = placeKey(own);
  if (track.count(index, place) === 0) return [];
  return track
    .fetchAll(index, place)
    .filter(rival =>
      placementsOf(rival).some(
        other => placeKey(other) === place && intersectHostnames(own.domain, other.domain) !== undefined,
      ),
    );
}

function placementsOf({ parents }: RouteParents): readonly Placement[] {
  return parents.flatMap(parent => parent.placements);
}

function placeKey({ table, listener }: Pick<Placement, 'table' | 'listener'>): string {
  return [table.proxy, listener].join('#');
}

function domainKey(place: Placement): string {
  return [placeKey(place), place.domain].join('#');
}

function defeatKey(route: ResourceKey, place: string): string {
  return [route, place].join('\n');
}
