import { deepEqual } from '#lib/equal.ts';
import {
  asksRequests,
  type BackendUse,
  callsOf,
  type FilterFacets,
  type Forwarding,
  type HttpMatch,
  type HttpRule,
  type Route,
  type RouteFacets,
  shapedUse,
} from '#model';
import { withPreflight } from '../routes/preflight.ts';
import type { RouteShape } from './route-shape.ts';

/** RouteShapes are the shapes of a route at a place, one a rule. */
export type RouteShapes = readonly (RouteShape | undefined)[];

/** forwardingsOf lists the rules of a route as policies see them: by name, and where each forwards to. */
export function forwardingsOf(
  route: Route,
): readonly { readonly rule: string | undefined; readonly forwarding: Forwarding | undefined }[] {
  switch (route.kind) {
    case 'http':
      return route.rules.map(({ name, action }) => ({
        rule: name,
        forwarding: action.kind === 'forward' ? action.forwarding : undefined,
      }));
    case 'tcp':
    case 'udp':
      return [{ rule: route.rule, forwarding: route.forwarding }];
  }
}

interface Shaped {
  readonly shapes: RouteShapes;
  readonly route: Route;
}

/** Places of equal shape share one route, so that it is encoded once. Few shapes of a route are in use at a time. */
const made = new WeakMap<Route, Shaped[]>();
const mostKept = 8;

/** shapeRoute is a route as policies have it. The policies on what is not served are not asked. */
export function shapeRoute(route: Route, shapes: RouteShapes): Route {
  if (shapes.every(shape => shape === undefined)) return route;
  const known = made.get(route) ?? [];
  const same = known.find(k => deepEqual(k.shapes, shapes));
  if (same !== undefined) return same.route;
  const shaped = { shapes, route: applied(route, shapes) };
  made.set(route, [shaped, ...known].slice(0, mostKept));
  return shaped.route;
}

function applied(route: Route, shapes: RouteShapes): Route {
  switch (route.kind) {
    case 'http':
      return {
        ...route,
        rules: route.rules.map((rule, i) => {
          const shape = shapes[i];
          return shape === undefined ? rule : shapeRule(rule, shape);
        }),
      };
    case 'tcp':
    case 'udp': {
      const [shape] = shapes;
      if (shape === undefined) return route;
      const { forwarding } = route;
      // A connection is passed on as it is: whoever must be asked by its requests cannot be.
      if (shape.route.withheld !== undefined || asksRequests(shape.route))
        return { ...route, forwarding: { destinations: [], mirrors: [] } };
      return { ...route, forwarding: shapeForwarding(forwarding, shape) };
    }
  }
}

function shapeRule(rule: HttpRule, shape: RouteShape): HttpRule {
  const { hashing, hiddenHeaders, retries, timeouts, upgrades, withheld, ...filters } = shape.route;
  if (withheld !== undefined) return { ...withoutWords(rule), action: { kind: 'respond', status: 500 } };
  const filtered = withFilters(hiding(rule, hiddenHeaders), filters);
  if (rule.action.kind !== 'forward') return filtered;
  const connects = upgrades?.protocols.includes('connect') === true;
  const timeout = rule.action.timeout ?? timeouts?.request;
  return {
    ...filtered,
    ...(connects ? { matches: filtered.matches.flatMap(withConnect) } : {}),
    action: {
      ...rule.action,
      forwarding: shapeForwarding(rule.action.forwarding, shape),
      ...(timeout === undefined ? {} : { timeout }),
      ...(timeouts?.streamIdle === undefined ? {} : { idleTimeout: timeouts.streamIdle }),
      ...(retries === undefined || rule.action.retries !== undefined ? {} : { retries }),
      ...(hashing === undefined ? {} : { hashing }),
      ...(upgrades === undefined ? {} : { upgrades }),
    },
  };
}

/** CONNECT has no path that could match. One that asks for another method is no CONNECT. */
function withConnect(match: HttpMatch): HttpMatch[] {
  const isOther = match.method !== undefined && match.method !== 'CONNECT';
  return isOther ? [match] : [match, { ...match, isConnect: true }];
}

/** What the rule's own author wrote goes before any policy. */
function withFilters(
  rule: HttpRule,
  filters: FilterFacets & Pick<RouteFacets, 'statistics' | 'traces'>,
): HttpRule {
  const asks = rule.cors === undefined && filters.cors !== undefined;
  const calls = callsOf(filters);
  return {
    ...filters,
    ...rule,
    ...(asks ? { matches: rule.matches.flatMap(withPreflight) } : {}),
    ...(calls.length === 0 ? {} : { calls }),
  };
}

function hiding(rule: HttpRule, hidden: RouteShape['route']['hiddenHeaders']): HttpRule {
  if (hidden === undefined) return rule;
  const { set = [], add = [], remove = [] } = rule.responseHeaders ?? {};
  return { ...rule, responseHeaders: { set, add, remove: [...remove, ...hidden.names] } };
}

/** What is out of service says nothing but that. */
function withoutWords({ name, matches }: HttpRule): Omit<HttpRule, 'action'> {
  return name === undefined ? { matches } : { name, matches };
}

function shapeForwarding(
  { destinations, mirrors }: Forwarding,
  { policies, ofBackends = [] }: RouteShape,
): Forwarding {
  if (policies.length + ofBackends.length === 0) return { destinations, mirrors };
  const shaped = (use: BackendUse): BackendUse =>
    shapedUse(use, ({ backend }) => ofBackends.find(own => own.backend === backend)?.policies ?? policies);
  return {
    destinations: destinations.map(d => (d.kind === 'backend' ? { ...d, use: shaped(d.use) } : d)),
    mirrors: mirrors.map(m => ({ ...m, use: shaped(m.use) })),
  };
}
