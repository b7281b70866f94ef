import { deepEqual } from '#lib/equal.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import {
  asksRequests,
  type BackendUse,
  callsOf,
  type Edits,
  type FilterFacets,
  type Forwarding,
  type HttpMatch,
  type HttpRule,
  hashesAddress,
  type Route,
  type RouteFacets,
  shapedUse,
} from '#model';
import { bothEdits } from '../header-edit.ts';
import { withPreflight } from '../routes/preflight.ts';
import { given, unlessEmpty } from './given.ts';
import type { RouteShape } from './route-shape.ts';

/** RouteShapes are the shapes of a route at a place, one a rule. */
export type RouteShapes = readonly (RouteShape | undefined)[];

/** RuleOfRoute is a rule as policies see it: by name, where it forwards to, and the policies that it names itself. */
interface RuleOfRoute {
  readonly rule: string | undefined;
  readonly forwarding: Forwarding | undefined;
  readonly named?: readonly ResourceKey[];
}

/** forwardingsOf lists the rules of a route as policies see them. */
export function forwardingsOf(route: Route): readonly RuleOfRoute[] {
  switch (route.kind) {
    case 'http':
      return route.rules.map(({ name, action, policies }) => ({
        rule: name,
        ...given({ named: policies }),
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
      // Connections are passed on as they are: what must check each request cannot be asked, so that none is let through.
      if (shape.route.withheld !== undefined || asksRequests(shape.route))
        return { ...route, forwarding: { destinations: [], mirrors: [] } };
      return {
        ...route,
        forwarding: shapeForwarding(forwarding, shape),
        ...(hashesAddress(shape.route.hashing) ? { hashesAddress: true } : {}),
      };
    }
  }
}

function shapeRule(rule: HttpRule, shape: RouteShape): HttpRule {
  const { edits, hiddenHeaders, templates, withheld, ...said } = shape.route;
  const { copies, hashing, internalRedirects, mirroring, retries, timeouts, ...rest } = said;
  // A request that is held back until all of it is there is never upgraded.
  const { upgrades = rest.requestBuffer && { protocols: [] }, ...filters } = rest;
  if (withheld !== undefined) return { ...withoutWords(rule), action: { kind: 'respond', status: 500 } };
  const filtered = withFilters(
    withHeaders(withHeaders(hiding(rule, hiddenHeaders), edits), templates),
    filters,
  );
  if (rule.action.kind !== 'forward') return filtered;
  const connects = upgrades?.protocols.includes('connect') === true;
  const { request, streamIdle, ...longest } = timeouts ?? {};
  const timeout = rule.action.timeout ?? request;
  return {
    ...filtered,
    ...(connects ? { matches: filtered.matches.flatMap(withConnect) } : {}),
    action: {
      ...(edits === undefined ? {} : given({ host: edits.host, path: edits.path })),
      ...rule.action,
      forwarding: shapeForwarding(mirrored(rule.action.forwarding, copies, mirroring), shape),
      ...given({ timeout, idleTimeout: streamIdle, longest: unlessEmpty(longest), internalRedirects }),
      ...(retries === undefined || rule.action.retries !== undefined ? {} : { retries }),
      ...(hashing === undefined ? {} : { hashing }),
      ...(upgrades === undefined ? {} : { upgrades }),
    },
  };
}

/** Copies that a policy asks for are made besides those of the rule. */
function mirrored(
  forwarding: Forwarding,
  copies: RouteFacets['copies'],
  manner: RouteFacets['mirroring'],
): Forwarding {
  if (copies === undefined && manner === undefined) return forwarding;
  const mirrors = [...forwarding.mirrors, ...(copies?.mirrors ?? [])];
  return { ...forwarding, mirrors: manner === undefined ? mirrors : mirrors.map(m => ({ ...m, manner })) };
}

/** CONNECT has no path that could match. A match for another method stays as it is. */
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
  const calls = [...callsOf(filters), ...(rule.calls ?? [])];
  return {
    ...filters,
    ...rule,
    ...(asks ? { matches: rule.matches.flatMap(withPreflight) } : {}),
    ...(calls.length === 0 ? {} : { calls }),
  };
}

/** Headers are edited as the rule says, and as policies say besides. */
function withHeaders(rule: HttpRule, edits: Edits | undefined): HttpRule {
  if (edits === undefined) return rule;
  return {
    ...rule,
    ...given({
      requestHeaders: bothEdits(rule.requestHeaders, edits.requestHeaders),
      responseHeaders: bothEdits(rule.responseHeaders, edits.responseHeaders),
    }),
  };
}

function hiding(rule: HttpRule, hidden: RouteShape['route']['hiddenHeaders']): HttpRule {
  if (hidden === undefined) return rule;
  const { set = [], add = [], remove = [] } = rule.responseHeaders ?? {};
  return { ...rule, responseHeaders: { set, add, remove: [...remove, ...hidden.names] } };
}

/** A rule that is out of service keeps nothing but its name and its matches. */
function withoutWords({ name, matches }: HttpRule): Omit<HttpRule, 'action'> {
  return name === undefined ? { matches } : { name, matches };
}

function shapeForwarding(
  { destinations, mirrors }: Forwarding,
  { policies, ofUses = [] }: RouteShape,
): Forwarding {
  if (policies.length + ofUses.length === 0) return { destinations, mirrors };
  const shaped = (use: BackendUse): BackendUse =>
    shapedUse(
      use,
      ({ backend, group }) =>
        ofUses.find(own => own.backend === backend && own.group === group)?.policies ?? policies,
    );
  return {
    destinations: destinations.map(d => (d.kind === 'backend' ? { ...d, use: shaped(d.use) } : d)),
    mirrors: mirrors.map(m => ({ ...m, use: shaped(m.use) })),
  };
}
