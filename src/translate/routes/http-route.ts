import { keptList } from '#lib/kept-list.ts';
import { canForward, type DestinationEdits, type HttpAction, type HttpRule, type Mirror } from '#model';
import { gatewayApiGroup, type HttpRoute, type HttpRouteBackendRef, type HttpRouteRule } from '#resources';
import { type EditProblem, forwardingOf } from './forwarding.ts';
import { type AppliedFilters, applyFilters } from './http-filters.ts';
import { translateMatch } from './http-match.ts';
import { gather, type Note, type Noted, noted, notesOf } from './noted.ts';
import type { ResolveRef, RouteKind } from './route-kind.ts';

/** HTTPRoute of the Gateway API. */
export const httpRoute: RouteKind<HttpRoute> = {
  id: 'gateway-api/HTTPRoute',
  group: gatewayApiGroup,
  kind: 'HTTPRoute',
  shape: 'http',
  protocols: ['HTTP', 'HTTPS'],
  hostnames: route => route.spec.hostnames,
  translate: ({ spec }, resolve) => {
    const rules = gather(spec.rules.map((rule, i) => translateRule(rule, i, resolve)));
    return {
      value: { kind: 'http', rules: keptList(rules.value.filter(r => r !== undefined)) },
      notes: rules.notes,
    };
  },
};

function translateRule(rule: HttpRouteRule, index: number, resolve: ResolveRef): Noted<HttpRule | undefined> {
  const unsupported = (message: string, path: string): Note => ({
    kind: 'unsupported',
    rule: index,
    message,
    path,
  });
  const matches = gather(
    rule.matches.map((written, i) => {
      const match = translateMatch(written);
      return 'message' in match
        ? noted(undefined, unsupported(match.message, `matches[${i}].${match.path}`))
        : noted(match);
    }),
  );
  const usable = matches.value.filter(m => m !== undefined);
  const later = noted(undefined, ...notServedYet(rule, index));
  if (usable.length === 0) return { value: undefined, notes: notesOf(matches, later) };

  const filters = applyFilters(rule.filters, 'filters');
  const refused = noted(undefined, ...filters.problems.map(p => unsupported(p.message, p.path)));
  // Requests that a filter was meant for must not pass as if it were not there (HTTPRouteFilter).
  const action: Noted<HttpAction> =
    filters.problems.length > 0 ? noted(failing) : actionOf(rule, index, filters, resolve);
  return {
    value: {
      matches: keptList(usable),
      action: action.value,
      ...(filters.requestHeaders === undefined ? {} : { requestHeaders: filters.requestHeaders }),
      ...(filters.responseHeaders === undefined ? {} : { responseHeaders: filters.responseHeaders }),
    },
    notes: notesOf(matches, later, refused, action),
  };
}

const failing: HttpAction = { kind: 'respond', status: 500 };

function notServedYet(written: HttpRouteRule, rule: number): Note[] {
  return (['retry', 'sessionPersistence'] as const).flatMap(path =>
    written[path] === undefined
      ? []
      : [{ kind: 'ignored', rule, path, message: 'is not served yet' } as const],
  );
}

function actionOf(
  rule: HttpRouteRule,
  index: number,
  filters: AppliedFilters,
  resolve: ResolveRef,
): Noted<HttpAction> {
  if (filters.redirect !== undefined) return noted(filters.redirect);
  const forwarding = forwardingOf(index, rule.backendRefs, resolve, editsOf);
  const mirrors = gather(filters.mirrors.map(m => mirrorOf(m, index, resolve)));
  const notes = notesOf(forwarding, mirrors);
  if (!canForward(forwarding.value)) return { value: failing, notes };
  const timeout = timeoutOf(rule);
  return {
    value: {
      kind: 'forward',
      forwarding: { ...forwarding.value, mirrors: keptList(mirrors.value.filter(m => m !== undefined)) },
      ...(filters.hostname === undefined ? {} : { hostname: filters.hostname }),
      ...(filters.path === undefined ? {} : { path: filters.path }),
      ...(timeout === undefined ? {} : { timeout }),
    },
    notes,
  };
}

/** Envoy edits headers and the hostname per weighted cluster, and nothing else. */
function editsOf(ref: HttpRouteBackendRef, path: string): DestinationEdits | EditProblem | undefined {
  if (ref.filters.length === 0) return undefined;
  const at = `${path}.filters`;
  const { problems, redirect, path: pathEdit, mirrors, ...rest } = applyFilters(ref.filters, at);
  const [problem] = problems;
  if (problem !== undefined) return problem;
  if (pathEdit !== undefined) return { message: 'a path can be rewritten for a whole rule only', path: at };
  if (redirect !== undefined)
    return { message: 'a redirect belongs to a rule, not to a backendRef', path: at };
  if (mirrors.length > 0) return { message: 'a mirror belongs to a rule, not to a backendRef', path: at };
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function mirrorOf(
  { index, mirror }: AppliedFilters['mirrors'][number],
  rule: number,
  resolve: ResolveRef,
): Noted<Mirror | undefined> {
  const { use, problem } = resolve(mirror.backendRef);
  const path = `filters[${index}].requestMirror.backendRef`;
  const notes =
    problem === undefined
      ? []
      : [{ kind: 'reference', rule, path, what: `filter ${index}`, problem } as const];
  if (use === undefined) return noted(undefined, ...notes);
  const { numerator, denominator } = mirror.fraction ?? {
    numerator: mirror.percent ?? 100,
    denominator: 100,
  };
  return noted({ use, numerator, denominator }, ...notes);
}

/** Without retries, the request to the backend is the whole request: the shorter of the two limits holds. 0 is no limit. */
function timeoutOf({ timeouts }: HttpRouteRule): number | undefined {
  const limits = [timeouts?.request, timeouts?.backendRequest].filter(t => t !== undefined);
  const finite = limits.filter(t => t > 0);
  if (finite.length > 0) return Math.min(...finite);
  return limits.length > 0 ? 0 : undefined;
}
