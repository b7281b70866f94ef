import type { Collection, Graph } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { HttpRoute, HttpRule, Route, RouteStep } from '#model';
import { underRule } from './descended-rule.ts';
import { type Lineage, type Step, within } from './lineage.ts';

/** DescendedRoute is a delegated route as requests reach it by one way. */
export interface DescendedRoute {
  /** The first route of the way: it is attached to listeners, and so decides where this one is served. */
  readonly root: ResourceKey;
  readonly route: HttpRoute;
}

/** descendRoutes derives every route that others delegate to, once for each way to it. */
export function descendRoutes(
  graph: Graph,
  lineages: Collection<Lineage>,
  routes: Collection<Route>,
): Collection<DescendedRoute> {
  // A collection of its own, so that other edits of a route do not re-run the routes that it delegates to.
  const above = graph.derive<Route, HttpRule>('translate/rules-above', routes, route =>
    route.kind === 'http'
      ? route.rules.flatMap((rule, i) =>
          rule.matches.length > 0 ? [] : [[stepKey({ route: route.origin, rule: i }), rule] as const],
        )
      : [],
  );
  return graph.derive<Lineage, DescendedRoute>(
    'translate/descended-routes',
    lineages,
    ({ ways, inherits }, key, track) => {
      if (ways.length === 0) return [];
      const own = track.fetch(routes, key);
      if (own?.kind !== 'http') return [];
      return ways.flatMap(way => {
        const [root] = way.steps;
        const passed = way.steps.map(step => ({ step, rule: track.fetch(above, stepKey(step)) }));
        // A rule that answers by itself, or cannot be served, delegates to nothing.
        const taken = passed.flatMap(({ step, rule }) => (rule === undefined ? [] : [{ step, rule }]));
        if (root === undefined || taken.length < passed.length) return [];
        const rules = own.rules.map(rule =>
          taken.reduceRight((below, { step, rule }) => underRule(below, rule, step.goesFirst === true), {
            ...rule,
            matches: within(way.above, rule.matches, inherits),
          }),
        );
        const through = taken.map(({ step, rule }) => routeStep(step, rule));
        const route: HttpRoute = { ...own, rules, through };
        return [[[key, ...way.steps.map(stepKey)].join(' '), { root: root.route, route }] as const];
      });
    },
  );
}

function stepKey({ route, rule }: Pick<Step, 'route' | 'rule'>): string {
  return `${route}#${rule}`;
}

function routeStep(step: Step, { policies }: HttpRule): RouteStep {
  return policies === undefined ? step : { ...step, policies };
}
