import type { HttpRoute, HttpRule, RouteFacets } from '#model';
import { shapeRoute } from '../policies/shaped-route.ts';
import type { CallersMeaning } from './mesh-policy-kind.ts';

/** FacetsOfRules gives the facets of each rule, by its index. */
type FacetsOfRules = (rule: number) => RouteFacets;

/** routeForCallers is the route of an inbound, with separate rules for some of its callers. */
export function routeForCallers(
  route: HttpRoute,
  ofCallers: readonly CallersMeaning[],
  facetsOf: FacetsOfRules,
): HttpRoute {
  const own = ofCallers.map(({ callers }, i) =>
    route.rules.map(rule => forCallers(rule, ofCallers.length - i, { oneOf: [callers] })),
  );
  const others = ofCallers.length === 0 ? route.rules : route.rules.map(rule => forCallers(rule, 0));
  const shapes = [
    ...ofCallers.flatMap(one => route.rules.map(() => ({ route: one.route ?? {}, policies: one.policies }))),
    ...route.rules.map((_, i) => ({ route: facetsOf(i), policies: [] })),
  ];
  const shaped = shapeRoute({ ...route, rules: [...own.flat(), ...others] }, shapes);
  return shaped.kind === 'http' ? shaped : route;
}

/** Rules for narrower callers get a higher precedence. */
function forCallers(
  rule: HttpRule,
  precedence: number,
  callers?: HttpRule['matches'][number]['callers'],
): HttpRule {
  return {
    ...rule,
    matches: rule.matches.map(match => ({ ...match, ...(callers && { callers }), precedence: [precedence] })),
  };
}
