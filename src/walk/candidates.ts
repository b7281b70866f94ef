import { hostnameMatches } from '#lib/hostname.ts';
import { type Precedence, precedenceBetween, type RoutedMatch, routeTableOf } from '#model';
import { type Condition, failedCondition } from './matches.ts';
import { pathOf, type SeenRequest } from './request.ts';
import type { ServedDomain, WalkView } from './view.ts';
import type { Walk } from './walk.ts';

/**
 * Passing is why a match did not take a request: the first condition that the request does not meet; or, where it meets all,
 * that the match is served under another `host`, under a `domain` that is less specific than the one that has the host, or at
 * another `listener`; or that another match takes precedence, by this criterion.
 */
export type Passing =
  | Condition
  | { readonly kind: 'host' | 'domain' | 'listener' }
  | { readonly kind: 'precedence'; readonly by: Precedence };

/** Candidate is a rule that did not take a request, represented by the nearest of its matches. */
export interface Candidate {
  readonly entry: RoutedMatch;
  readonly listener: string;
  readonly domain: string;
  readonly because: Passing;
}

/** Candidates are the nearest of the rules that were passed over at a port, and how many such rules there are. */
export interface Candidates {
  readonly nearest: readonly Candidate[];
  readonly total: number;
}

/** candidatesOf are the rules that did not take a request, the nearest first; at most so many. It looks at all of them. */
export function candidatesOf(view: WalkView, walk: Walk, most: number): Candidates {
  const { request, table } = walk;
  if (request === undefined || table === undefined) return { nearest: [], total: 0 };
  const found = view.gateway.listeners.flatMap(listener => {
    if (listener.kind !== 'http' || listener.port !== table.port) return [];
    const at = routeTableOf(view.gateway, listener);
    const isHere = at.listener === table.listener;
    const domains = view.domains(at).filter(domain => domain.listener === listener.name);
    return domains.flatMap(domain => passedOver(view, walk, request, domain, isHere));
  });
  const nearest = new Map<string, { readonly candidate: Candidate; readonly distance: number }>();
  for (const candidate of found) {
    const { route, ruleIndex } = candidate.entry;
    const key = `${route.origin} ${ruleIndex}`;
    const distance = distanceOf(candidate, request);
    if (distance < (nearest.get(key)?.distance ?? Number.POSITIVE_INFINITY)) {
      nearest.set(key, { candidate, distance });
    }
  }
  const all = [...nearest.values()].sort((a, b) => a.distance - b.distance);
  return { nearest: all.slice(0, most).map(({ candidate }) => candidate), total: all.length };
}

function passedOver(
  { gateway }: WalkView,
  walk: Walk,
  request: SeenRequest,
  { domain, listener, order, entries }: ServedDomain,
  isHere: boolean,
): Candidate[] {
  const taken = walk.entry;
  return entries().flatMap((entry): Candidate[] => {
    const { route, ruleIndex } = entry;
    const isTaken = route.origin === taken?.route.origin && ruleIndex === taken.ruleIndex;
    if (isTaken || route.origin === gateway.origin) return [];
    const failed = failedCondition(entry.match, request);
    if (!isHere || domain !== walk.domain) {
      if (failed !== undefined) return [];
      const covers = hostnameMatches(domain, request.host);
      const kind = !isHere ? 'listener' : covers ? 'domain' : 'host';
      return [{ entry, listener, domain, because: { kind } }];
    }
    const because: Passing =
      failed ??
      (taken === undefined
        ? { kind: 'path' }
        : { kind: 'precedence', by: precedenceBetween(taken, entry, order) });
    return [{ entry, listener, domain, because }];
  });
}

const distances: Readonly<Record<Passing['kind'], number>> = {
  precedence: 0,
  cookie: 1,
  query: 1,
  header: 2,
  method: 3,
  path: 4,
  domain: 6,
  host: 7,
  listener: 8,
};

/** Among matches that want another path, the nearest is the one that shares the longest beginning with the request's. */
function distanceOf({ entry, because }: Candidate, request: SeenRequest): number {
  const distance = distances[because.kind];
  if (because.kind !== 'path') return distance;
  const [wanted, path] = [entry.match.path.value, pathOf(request)];
  let same = 0;
  while (same < path.length && wanted.charAt(same) === path.charAt(same)) same++;
  return distance + 1 / (1 + same);
}
