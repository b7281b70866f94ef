import type { Collection, Graph, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import type { Destination, Mirror, Route, RouteAction, RouteMatch, RouteRule, Verdict } from '#model';
import type { HttpRoute, HttpRouteBackendRef, HttpRouteRule } from '#resources';
import { type BackendLookup, type RefProblem, resolveBackendRef } from './backend-ref.ts';
import { type AppliedFilters, applyFilters } from './http-filters.ts';
import { translateMatch } from './http-match.ts';
import { fails, holds } from './verdict.ts';

/** RouteState is an HTTPRoute as translated, wherever it may be attached. */
export interface RouteState {
  readonly route: Route;
  /** Whether its references were resolved, for every parent alike. */
  readonly resolvedRefs: Verdict;
  /** Set where nothing of the route can be served for a reason of its own, which is then its `Accepted`. */
  readonly refused?: Verdict;
  /** Set where some rules cannot be served. */
  readonly partiallyInvalid?: Verdict;
  readonly findings: readonly Finding[];
}

/** translateHttpRoutes translates every HTTPRoute, one by one. */
export function translateHttpRoutes(
  graph: Graph,
  routes: Collection<HttpRoute>,
  lookup: BackendLookup,
): Collection<RouteState> {
  return graph.map<HttpRoute, RouteState>('translate/http-routes', routes, (route, _key, track) =>
    translate(route, lookup, track),
  );
}

/** Notes gathers what is to be said about a route while its rules are translated. */
interface Notes {
  readonly findings: Finding[];
  readonly refs: RefProblem[];
  /** Rules that cannot be served as written. */
  readonly rules: Set<number>;
  readonly messages: string[];
}

function translate(resource: HttpRoute, lookup: BackendLookup, track: Tracker): RouteState {
  const notes: Notes = { findings: [], refs: [], rules: new Set(), messages: [] };
  const rules = resource.spec.rules.flatMap(
    (rule, i) => translateRule(resource, rule, i, lookup, track, notes) ?? [],
  );
  const route: Route = {
    origin: resourceKey(resource.ref),
    created: resource.metadata.creationTimestamp ?? '',
    rules: keptList(rules),
  };
  return { route, ...verdicts(resource, rules, notes), findings: keptList(notes.findings) };
}

function verdicts(
  resource: HttpRoute,
  rules: readonly RouteRule[],
  notes: Notes,
): Omit<RouteState, 'route' | 'findings'> {
  // A backend that has no endpoint right now is the least of what can be wrong.
  const first = notes.refs.find(p => p.kind !== 'empty') ?? notes.refs[0];
  const resolvedRefs =
    first === undefined
      ? holds('ResolvedRefs', 'All references were resolved')
      : fails(first.reason, notes.refs.map(p => p.message).join(' '));
  const untranslatable = notes.refs.find(p => p.kind === 'untranslatable');
  const servesNothing = !rules.some(({ action }) => serves(action));
  if (notes.rules.size === resource.spec.rules.length) {
    return { resolvedRefs, refused: fails('UnsupportedValue', notes.messages.join('; ')) };
  }
  if (untranslatable !== undefined && servesNothing) {
    return { resolvedRefs, refused: fails('UnsupportedValue', untranslatable.message) };
  }
  if (notes.rules.size === 0) return { resolvedRefs };
  return {
    resolvedRefs,
    partiallyInvalid: {
      holds: true,
      reason: 'UnsupportedValue',
      message: `Dropped Rule(s): ${notes.messages.join('; ')}`,
    },
  };
}

function serves(action: RouteAction): boolean {
  switch (action.kind) {
    case 'forward':
      return action.destinations.some(d => d.kind === 'backend' && d.weight > 0);
    case 'redirect':
      return true;
    case 'respond':
      return action.status < 500;
  }
}

function translateRule(
  resource: HttpRoute,
  rule: HttpRouteRule,
  index: number,
  lookup: BackendLookup,
  track: Tracker,
  notes: Notes,
): RouteRule | undefined {
  const at = `spec.rules[${index}]`;
  const unsupported = (message: string, path: string) => {
    notes.rules.add(index);
    notes.messages.push(`rule ${index}: ${path} ${message}`);
    notes.findings.push(finding(resource, 'error', 'UnsupportedValue', message, `${at}.${path}`));
  };
  const matches: RouteMatch[] = [];
  for (const [i, written] of rule.matches.entries()) {
    const match = translateMatch(written);
    if ('message' in match) unsupported(match.message, `matches[${i}].${match.path}`);
    else matches.push(match);
  }
  for (const later of ['retry', 'sessionPersistence'] as const) {
    if (rule[later] === undefined) continue;
    notes.findings.push(
      finding(resource, 'warning', 'UnsupportedValue', 'is not served yet', `${at}.${later}`),
    );
  }
  if (matches.length === 0) return undefined;

  const filters = applyFilters(rule.filters, 'filters');
  for (const problem of filters.problems) unsupported(problem.message, problem.path);
  const scope: RuleScope = { resource, index, lookup, track, notes };
  return {
    matches: keptList(matches),
    // Requests that a filter was meant for must not pass as if it were not there (HTTPRouteFilter).
    action: filters.problems.length > 0 ? { kind: 'respond', status: 500 } : actionOf(rule, filters, scope),
    ...(filters.requestHeaders === undefined ? {} : { requestHeaders: filters.requestHeaders }),
    ...(filters.responseHeaders === undefined ? {} : { responseHeaders: filters.responseHeaders }),
  };
}

interface RuleScope {
  readonly resource: HttpRoute;
  readonly index: number;
  readonly lookup: BackendLookup;
  readonly track: Tracker;
  readonly notes: Notes;
}

function actionOf(rule: HttpRouteRule, filters: AppliedFilters, scope: RuleScope): RouteAction {
  if (filters.redirect !== undefined) return filters.redirect;
  const destinations = withoutIdleFallbacks(rule.backendRefs.map((ref, i) => destinationOf(ref, i, scope)));
  const mirrors = keptList(filters.mirrors.flatMap(m => mirrorOf(m, scope) ?? []));
  if (!destinations.some(d => d.kind === 'backend' && d.weight > 0)) return { kind: 'respond', status: 500 };
  const timeout = timeoutOf(rule);
  return {
    kind: 'forward',
    destinations,
    mirrors,
    ...(filters.hostname === undefined ? {} : { hostname: filters.hostname }),
    ...(filters.path === undefined ? {} : { path: filters.path }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

/** Until failover is served, a fallback gets no traffic beside a backend that is none: a share would be wrong. */
function withoutIdleFallbacks(
  found: readonly { destination: Destination; fallback: boolean }[],
): Destination[] {
  const primary = found.some(
    f => !f.fallback && f.destination.kind === 'backend' && f.destination.weight > 0,
  );
  return found.filter(f => !(primary && f.fallback)).map(f => f.destination);
}

function destinationOf(
  ref: HttpRouteBackendRef,
  i: number,
  scope: RuleScope,
): { destination: Destination; fallback: boolean } {
  const path = `backendRefs[${i}]`;
  const { use, fallback, problem } = resolve(ref, path, `backendRef ${i}`, scope);
  const invalid = { destination: { kind: 'invalid', weight: ref.weight } as const, fallback };
  if (use === undefined) return invalid;
  const filters = applyFilters(ref.filters, `${path}.filters`);
  const refused = filters.problems[0] ?? misplaced(filters, `${path}.filters`);
  if (refused !== undefined) {
    note(
      scope,
      { kind: 'invalid', reason: 'UnsupportedRefValue', message: refused.message },
      refused.path,
      `backendRef ${i}`,
    );
    return invalid;
  }
  const destination: Destination = {
    kind: 'backend',
    use,
    weight: ref.weight,
    ...(filters.requestHeaders === undefined ? {} : { requestHeaders: filters.requestHeaders }),
    ...(filters.responseHeaders === undefined ? {} : { responseHeaders: filters.responseHeaders }),
    ...(filters.hostname === undefined ? {} : { hostname: filters.hostname }),
  };
  return { destination, fallback: fallback || problem?.kind === 'invalid' };
}

/** Envoy edits headers and the hostname per weighted cluster, and nothing else. */
function misplaced(filters: AppliedFilters, path: string): { message: string; path: string } | undefined {
  if (filters.path !== undefined) return { message: 'a path can be rewritten for a whole rule only', path };
  if (filters.redirect !== undefined)
    return { message: 'a redirect belongs to a rule, not to a backendRef', path };
  if (filters.mirrors.length > 0) return { message: 'a mirror belongs to a rule, not to a backendRef', path };
  return undefined;
}

function mirrorOf(
  { index, mirror }: AppliedFilters['mirrors'][number],
  scope: RuleScope,
): Mirror | undefined {
  const { use } = resolve(
    mirror.backendRef,
    `filters[${index}].requestMirror.backendRef`,
    `filter ${index}`,
    scope,
  );
  if (use === undefined) return undefined;
  const { numerator, denominator } = mirror.fraction ?? {
    numerator: mirror.percent ?? 100,
    denominator: 100,
  };
  return { use, numerator, denominator };
}

function resolve(ref: Parameters<typeof resolveBackendRef>[0], path: string, what: string, scope: RuleScope) {
  const { namespace } = scope.resource.ref;
  const referrer = { group: scope.resource.ref.group, kind: scope.resource.ref.kind, namespace };
  const resolved = resolveBackendRef(ref, referrer, scope.lookup, scope.track);
  if (resolved.problem !== undefined) note(scope, resolved.problem, path, what);
  return resolved;
}

function note(scope: RuleScope, problem: RefProblem, path: string, what: string): void {
  const message = `Failed to process route rule ${scope.index} ${what}: ${problem.message}.`;
  scope.notes.refs.push({ ...problem, message });
  const severity = problem.kind === 'empty' ? 'warning' : 'error';
  const at = `spec.rules[${scope.index}].${path}`;
  scope.notes.findings.push(finding(scope.resource, severity, problem.reason, problem.message, at));
}

/** Without retries, the request to the backend is the whole request: the shorter of the two limits holds. 0 is no limit. */
function timeoutOf({ timeouts }: HttpRouteRule): number | undefined {
  const limits = [timeouts?.request, timeouts?.backendRequest].filter(t => t !== undefined);
  const finite = limits.filter(t => t > 0);
  if (finite.length > 0) return Math.min(...finite);
  return limits.length > 0 ? 0 : undefined;
}

function finding(
  { ref }: HttpRoute,
  severity: Finding['severity'],
  reason: string,
  message: string,
  path: string,
): Finding {
  return { severity, reason, message, path, ref };
}
