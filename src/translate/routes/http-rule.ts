import { keptList } from '#lib/kept-list.ts';
import {
  canForward,
  type DestinationEdits,
  type HttpAction,
  type HttpMatch,
  type HttpRule,
  type Mirror,
  type Retries,
  type Session,
} from '#model';
import type { HttpRouteFilter, RouteBackendRef } from '#resources';
import { type EditProblem, forwardingOf } from './forwarding.ts';
import { type AppliedFilters, applyFilters } from './http-filters.ts';
import type { MatchProblem } from './http-match.ts';
import { gather, type Note, type Noted, noted, notesOf } from './noted.ts';
import { withPreflight } from './preflight.ts';
import type { ResolveRef, RouteBody } from './route-kind.ts';
import type { Ignored } from './session.ts';

/** WrittenRule is a rule of a kind of route that decides request by request, its matches read. */
export interface WrittenRule {
  readonly matches: readonly (HttpMatch | MatchProblem)[];
  readonly filters: readonly HttpRouteFilter[];
  readonly backendRefs: readonly (RouteBackendRef & { readonly filters: readonly HttpRouteFilter[] })[];
  readonly name?: string;
  /** As in HttpAction. */
  readonly timeout?: number;
  /** As in HttpAction. */
  readonly defaultTimeout?: number;
  /** What is written and has no effect. */
  readonly ignored: readonly Ignored[];
  /** As in HttpAction. */
  readonly retries?: Retries;
  readonly session?: Session;
  /** What requests are answered with that cannot be served as written. */
  readonly failure: 500 | 503;
}

/** translateHttpRules gives the meaning of a route that decides request by request, rule by rule. */
export function translateHttpRules(written: readonly WrittenRule[], resolve: ResolveRef): Noted<RouteBody> {
  const { value, notes } = gather(written.map((rule, i) => translateRule(rule, i, resolve)));
  return { value: { kind: 'http', rules: keptList(value) }, notes };
}

/** Where no request can be matched against it, it takes none, and keeps its place, so that those behind it keep their names. */
function translateRule(written: WrittenRule, rule: number, resolve: ResolveRef): Noted<HttpRule> {
  const unsupported = (message: string, path: string): Note => ({ kind: 'unsupported', rule, message, path });
  const matches = gather(
    written.matches.map((match, i) =>
      'message' in match
        ? noted(undefined, unsupported(match.message, `matches[${i}].${match.path}`))
        : noted(match),
    ),
  );
  const ignored = noted(
    undefined,
    ...written.ignored.map(({ path, message }) => ({ kind: 'ignored', rule, path, message }) as const),
  );
  const usable = matches.value.filter(m => m !== undefined);
  if (usable.length === 0) {
    const name = written.name === undefined ? {} : { name: written.name };
    const nobody = { ...name, matches: [], action: { kind: 'respond', status: written.failure } } as const;
    return { value: nobody, notes: notesOf(matches, ignored) };
  }

  const filters = applyFilters(written.filters, 'filters');
  const refused = noted(undefined, ...filters.problems.map(p => unsupported(p.message, p.path)));
  // Requests that a filter was meant for must not pass as if it were not there (HTTPRouteFilter).
  const action: Noted<HttpAction> =
    filters.problems.length > 0
      ? noted({ kind: 'respond', status: written.failure })
      : actionOf(written, rule, filters, resolve);
  return {
    value: {
      ...(written.name === undefined ? {} : { name: written.name }),
      matches: keptList(filters.cors === undefined ? usable : usable.flatMap(withPreflight)),
      action: action.value,
      ...(filters.requestHeaders === undefined ? {} : { requestHeaders: filters.requestHeaders }),
      ...(filters.responseHeaders === undefined ? {} : { responseHeaders: filters.responseHeaders }),
      ...(filters.cors === undefined ? {} : { cors: filters.cors }),
      ...(written.session === undefined ? {} : { session: written.session }),
    },
    notes: notesOf(matches, ignored, refused, action),
  };
}

function actionOf(
  { backendRefs, timeout, defaultTimeout, failure, retries }: WrittenRule,
  rule: number,
  filters: AppliedFilters,
  resolve: ResolveRef,
): Noted<HttpAction> {
  if (filters.redirect !== undefined) return noted(filters.redirect);
  const forwarding = forwardingOf(rule, backendRefs, resolve, editsOf);
  const mirrors = gather(filters.mirrors.map(m => mirrorOf(m, rule, resolve)));
  const notes = notesOf(forwarding, mirrors);
  if (!canForward(forwarding.value)) return { value: { kind: 'respond', status: failure }, notes };
  return {
    value: {
      kind: 'forward',
      forwarding: { ...forwarding.value, mirrors: keptList(mirrors.value.filter(m => m !== undefined)) },
      ...(failure === 500 ? {} : { failure }),
      ...(filters.hostname === undefined ? {} : { hostname: filters.hostname }),
      ...(filters.path === undefined ? {} : { path: filters.path }),
      ...(timeout === undefined ? {} : { timeout }),
      ...(defaultTimeout === undefined ? {} : { defaultTimeout }),
      ...(retries === undefined ? {} : { retries }),
    },
    notes,
  };
}

/** Envoy edits headers and the hostname per weighted cluster, and nothing else. */
function editsOf(
  ref: WrittenRule['backendRefs'][number],
  path: string,
): DestinationEdits | EditProblem | undefined {
  if (ref.filters.length === 0) return undefined;
  const at = `${path}.filters`;
  const { problems, redirect, path: pathEdit, mirrors, cors, ...rest } = applyFilters(ref.filters, at);
  const [problem] = problems;
  if (problem !== undefined) return problem;
  if (pathEdit !== undefined) return { message: 'a path can be rewritten for a whole rule only', path: at };
  if (redirect !== undefined)
    return { message: 'a redirect belongs to a rule, not to a backendRef', path: at };
  if (mirrors.length > 0) return { message: 'a mirror belongs to a rule, not to a backendRef', path: at };
  if (cors !== undefined) return { message: 'CORS belongs to a rule, not to a backendRef', path: at };
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
  if (use.byRequest !== undefined) {
    const message = 'a copy names no host of its own; mirror to a Backend with endpoints';
    return noted(undefined, { kind: 'unsupported', rule, message, path });
  }
  const { numerator, denominator } = mirror.fraction ?? {
    numerator: mirror.percent ?? 100,
    denominator: 100,
  };
  return noted({ use, numerator, denominator }, ...notes);
}
