import type { HttpMatch } from './http-match.ts';
import type { HttpRule } from './http-rule.ts';
import type { HttpRoute } from './route.ts';
import { bySeniority } from './seniority.ts';

/** RoutedMatch is one match of one rule of one route: it becomes one entry of a virtual host. */
export interface RoutedMatch {
  readonly route: HttpRoute;
  readonly rule: HttpRule;
  readonly ruleIndex: number;
  readonly match: HttpMatch;
  readonly matchIndex: number;
}

/** matchesOf lists the matches of a route, in the order in which they were written. */
export function matchesOf(route: HttpRoute): RoutedMatch[] {
  return route.rules.flatMap((rule, ruleIndex) =>
    rule.matches.map((match, matchIndex) => ({ route, rule, ruleIndex, match, matchIndex })),
  );
}

const pathRank = { exact: 0, regex: 1, prefix: 2 } as const;

/**
 * Precedence names the criterion that decided between two matches: `last-resort`, a catch-all rule that yields to every other;
 * `specificity`, an order that the kind of route defines itself; `age`, the age of the routes, and then their names; `order`, the
 * order in which they were written.
 */
export type Precedence =
  | 'last-resort'
  | 'specificity'
  | 'path-kind'
  | 'path-length'
  | 'method'
  | 'headers'
  | 'query'
  | 'cookies'
  | 'age'
  | 'order';

type Compare = (a: RoutedMatch, b: RoutedMatch) => number;

/** The criteria, which are applied in this order until one of them tells the two apart. */
const criteria: readonly (readonly [Precedence, Compare])[] = [
  ['last-resort', (a, b) => Number(a.rule.isLastResort === true) - Number(b.rule.isLastResort === true)],
  ['specificity', (a, b) => byOwnPrecedence(a.match, b.match)],
  ['path-kind', (a, b) => pathRank[a.match.path.kind] - pathRank[b.match.path.kind]],
  ['path-length', (a, b) => b.match.path.value.length - a.match.path.value.length],
  ['method', (a, b) => Number(b.match.method !== undefined) - Number(a.match.method !== undefined)],
  ['headers', (a, b) => b.match.headers.length - a.match.headers.length],
  ['query', (a, b) => b.match.queryParams.length - a.match.queryParams.length],
  ['cookies', (a, b) => (b.match.cookies?.length ?? 0) - (a.match.cookies?.length ?? 0)],
  ['age', byAge],
  ['order', byPlace],
];

/**
 * RouteOrder is how the entries of a virtual host are ordered: by the precedence of the Gateway API, or as they were written,
 * those of the oldest route first.
 */
export type RouteOrder = 'precedence' | 'written';

/** inOrder gives the entries of a virtual host in the order in which they are tried. */
export function inOrder<M extends RoutedMatch>(entries: readonly M[], order: RouteOrder): M[] {
  return entries.length < 2
    ? [...entries]
    : [...entries].sort(order === 'written' ? byWriting : byPrecedence);
}

const comparisons = criteria.map(([, compare]) => compare);
const asWritten = criteria.filter(([by]) => by === 'age' || by === 'order');

function byWriting(a: RoutedMatch, b: RoutedMatch): number {
  return byAge(a, b) || byPlace(a, b);
}

function byAge(a: RoutedMatch, b: RoutedMatch): number {
  return bySeniority(a.route, b.route);
}

function byPlace(a: RoutedMatch, b: RoutedMatch): number {
  return a.ruleIndex - b.ruleIndex || a.matchIndex - b.matchIndex;
}

/**
 * byPrecedence orders entries so that the first that matches is the one that the Gateway API means (HTTPRouteRule.matches): exact
 * path, then the longest prefix, a method, more headers, more query parameters, more cookies; then the oldest route, then
 * `namespace/name`, then the order in which rules and matches were written. The specification leaves open where regular
 * expressions go; as in Envoy Gateway they come after exact paths and before prefixes.
 */
function byPrecedence(a: RoutedMatch, b: RoutedMatch): number {
  // A loop, for speed: it sorts thousands of routes of one host.
  for (let i = 0; i < comparisons.length; i++) {
    const order = comparisons[i]?.(a, b) ?? 0;
    if (order !== 0) return order;
  }
  return 0;
}

/** precedenceBetween names the criterion that decides between two entries. */
export function precedenceBetween(a: RoutedMatch, b: RoutedMatch, order: RouteOrder): Precedence {
  const asked = order === 'written' ? asWritten : criteria;
  return asked.find(([, compare]) => compare(a, b) !== 0)?.[0] ?? 'order';
}

/** Kinds of route with an order of their own share no virtual host with others. */
function byOwnPrecedence({ precedence: a = [] }: HttpMatch, { precedence: b = [] }: HttpMatch): number {
  if (a.length !== b.length) return 0;
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (b[at] ?? 0) - (a[at] ?? 0);
}
