import { keptList } from '#lib/kept-list.ts';
import type { ResourceRef } from '#lib/resource-ref.ts';
import {
  callsOf,
  canForward,
  type Destination,
  type DestinationEdits,
  type HttpAction,
  type HttpMatch,
  type HttpRule,
  type Mirror,
  type Retries,
  type Session,
  usesOf,
} from '#model';
import type { HttpRouteFilter, RouteBackendRef } from '#resources';
import { type GoesOn, goingOn } from './delegation/going-on.ts';
import type { ResolveExtension } from './extension.ts';
import { externalAuth } from './external-auth.ts';
import { type EditProblem, forwardingOf } from './forwarding.ts';
import { type AppliedFilters, applyFilters, type FilterProblem } from './http-filters.ts';
import type { MatchProblem } from './http-match.ts';
import { gather, type Note, type Noted, noted, notesOf } from './noted.ts';
import { withPreflight } from './preflight.ts';
import type { ResolveRef, RouteBody } from './route-kind.ts';
import type { Ignored } from './session.ts';

/** WrittenRule is a rule of a route that decides request by request; its matches have been read. */
export interface WrittenRule {
  readonly matches: readonly (HttpMatch | MatchProblem)[];
  readonly filters: readonly HttpRouteFilter[];
  readonly backendRefs: readonly (RouteBackendRef & { readonly filters: readonly HttpRouteFilter[] })[];
  readonly name?: string;
  /** As in HttpAction. */
  readonly timeout?: number;
  /** As in HttpAction. */
  readonly defaultTimeout?: number;
  /** Fields that are written but have no effect. */
  readonly ignored: readonly Ignored[];
  /** As in HttpAction. */
  readonly retries?: Retries;
  readonly session?: Session;
  /** The status that answers requests which cannot be served as written. */
  readonly failure: 500 | 503;
  /** Requests are gRPC calls: a success needs a message besides the status. */
  readonly isOfCalls?: true;
}

/**
 * translateHttpRules translates, rule by rule, a route that decides request by request. A rule that delegates to other
 * routes takes no requests itself; it says what holds for those routes.
 */
export function translateHttpRules(
  written: readonly WrittenRule[],
  ref: ResourceRef,
  resolve: ResolveRef,
  extension: ResolveExtension,
  goesOn?: GoesOn,
): Noted<RouteBody> {
  const { value, notes } = gather(
    written.map((rule, i) => translateRule(rule, i, ref, resolve, extension, goesOn)),
  );
  return { value: { kind: 'http', rules: keptList(value) }, notes };
}

/** A rule whose matches cannot be used takes no requests. It keeps its place, so that the rules after it keep their names. */
function translateRule(
  written: WrittenRule,
  rule: number,
  ref: ResourceRef,
  resolve: ResolveRef,
  extension: ResolveExtension,
  goesOn: GoesOn | undefined,
): Noted<HttpRule> {
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

  const filters = applyFilters(written.filters, 'filters', extension);
  const onward = goesOn === undefined ? noted(undefined) : goingOn(written.backendRefs, rule, goesOn);
  const isOnward = onward.value === 'on' && filters.answer === undefined;
  const problems = [
    ...filters.problems,
    ...emptySuccess(written, filters, extension),
    ...(isOnward && filters.cookies !== undefined ? [beyondCookies] : []),
  ];
  const refused = noted(undefined, ...problems.map(p => filterNote(rule, p)));
  const { cookies } = filters;
  const guard =
    filters.asked === undefined
      ? noted(undefined)
      : externalAuth(filters.asked, rule, ref.namespace, resolve);
  const isUnguarded = filters.asked !== undefined && guard.value === undefined;
  const asked =
    cookies === undefined
      ? usable
      : usable.flatMap(match => cookies.map(some => ({ ...match, cookies: some })));
  const isStuck = onward.value === 'nowhere' && filters.answer === undefined;
  // Requests that a filter was meant for must not pass as if it were not there (HTTPRouteFilter).
  const action: Noted<HttpAction> =
    problems.length > 0 || isUnguarded || isStuck
      ? noted({ kind: 'respond', status: written.failure })
      : actionOf(written, rule, filters, resolve, extension, isOnward);
  const served = filters.cors === undefined ? asked : asked.flatMap(withPreflight);
  return {
    value: {
      ...(written.name === undefined ? {} : { name: written.name }),
      matches: isOnward ? nothing : keptList(served),
      action: action.value,
      ...(filters.requestHeaders === undefined ? {} : { requestHeaders: filters.requestHeaders }),
      ...(filters.responseHeaders === undefined ? {} : { responseHeaders: filters.responseHeaders }),
      ...(filters.cors === undefined ? {} : { cors: filters.cors }),
      ...(guard.value === undefined
        ? {}
        : { ownExtAuth: guard.value, calls: callsOf({ ownExtAuth: guard.value }) }),
      ...(filters.credentials === undefined ? {} : { credentials: filters.credentials }),
      ...(filters.policies === undefined ? {} : { policies: filters.policies }),
      ...(written.session === undefined ? {} : { session: written.session }),
    },
    notes: notesOf(matches, ignored, refused, guard, onward, action),
  };
}

const nothing: readonly HttpMatch[] = keptList<HttpMatch>([]);

const beyondCookies: FilterProblem = {
  message:
    'ask for cookies, and a rule that goes on in other routes cannot: write them in the rules of those',
  path: 'filters',
};

/** A direct response carries no message, and gRPC clients take a success without a message for a broken one. */
function emptySuccess(
  { isOfCalls, filters }: WrittenRule,
  { answer }: AppliedFilters,
  extension: ResolveExtension,
): FilterProblem[] {
  if (isOfCalls !== true || answer === undefined || answer.status < 200 || answer.status > 299) return [];
  const index = filters.findIndex(
    filter => filter.type === 'ExtensionRef' && extension(filter.extensionRef)?.answer !== undefined,
  );
  const message = `answers calls with ${answer.status}, and a call that went well has a message, which nobody sends here; answer with a status of 300 or more`;
  return [{ message, path: `filters[${index}].extensionRef` }];
}

function actionOf(
  { backendRefs, timeout, defaultTimeout, failure, retries, session: ofRule }: WrittenRule,
  rule: number,
  filters: AppliedFilters,
  resolve: ResolveRef,
  extension: ResolveExtension,
  isOnward: boolean,
): Noted<HttpAction> {
  if (filters.redirect !== undefined) return noted(filters.redirect);
  if (filters.answer !== undefined) return noted(filters.answer);
  // The session of a rule takes precedence over that of a backend (GEP-1619).
  const forwarding = forwardingOf(rule, isOnward ? [] : backendRefs, resolve, (ref, path, session) =>
    withSession(editsOf(ref, path, extension), ofRule === undefined ? session : undefined),
  );
  const mirrors = gather(filters.mirrors.map(m => mirrorOf(m, rule, resolve)));
  const notes = notesOf(forwarding, mirrors);
  // A host that is taken from the path would be looked up unchecked: nothing could refuse it.
  if (filters.host?.kind === 'path' && forwarding.value.destinations.some(isByRequest)) {
    const message = 'cannot take the host from the path where a Backend goes by the host of each request';
    const unsafe = { kind: 'unsupported', rule, message, path: 'filters' } as const;
    return { value: { kind: 'respond', status: failure }, notes: [...notes, unsafe] };
  }
  if (!isOnward && !canForward(forwarding.value)) {
    const meant = usesOf(forwarding.value);
    return {
      value: { kind: 'respond', status: failure, ...(meant.length === 0 ? {} : { meant }) },
      notes,
    };
  }
  return {
    value: {
      kind: 'forward',
      forwarding: { ...forwarding.value, mirrors: keptList(mirrors.value.filter(m => m !== undefined)) },
      ...(failure === 500 ? {} : { failure }),
      ...(filters.host === undefined ? {} : { host: filters.host }),
      ...(filters.path === undefined ? {} : { path: filters.path }),
      ...(timeout === undefined ? {} : { timeout }),
      ...(defaultTimeout === undefined ? {} : { defaultTimeout }),
      ...(retries === undefined ? {} : { retries }),
    },
    notes,
  };
}

/** Per weighted cluster, Envoy edits headers, the hostname and injected credentials, and nothing else. */
function editsOf(
  ref: WrittenRule['backendRefs'][number],
  path: string,
  extension: ResolveExtension,
): DestinationEdits | EditProblem | undefined {
  if (ref.filters.length === 0) return undefined;
  const at = `${path}.filters`;
  const applied = applyFilters(ref.filters, at, extension);
  const {
    problems,
    redirect,
    answer,
    path: pathEdit,
    host,
    cookies,
    mirrors,
    cors,
    policies,
    asked,
    ...rest
  } = applied;
  const [problem] = problems;
  if (problem !== undefined) {
    const isOfRules = problem.kind === 'unserved' || problem.kind === 'unknown';
    return { ...problem, ...(isOfRules ? {} : { reason: 'InvalidBackendFilters' }) };
  }
  const ofRules = [
    ...(pathEdit === undefined ? [] : ['a path can be rewritten']),
    ...(host === undefined || host.kind === 'name'
      ? []
      : ['a host can be taken from the request or the endpoint']),
    ...(redirect === undefined ? [] : ['requests can be redirected']),
    ...(answer === undefined ? [] : ['requests can be answered']),
    ...(cookies === undefined ? [] : ['cookies can be asked for']),
    ...(mirrors.length === 0 ? [] : ['requests can be mirrored']),
    ...(cors === undefined ? [] : ['CORS can be answered']),
    ...(policies === undefined ? [] : ['a policy can be named']),
    ...(asked === undefined ? [] : ['somebody can be asked']),
  ];
  const [first] = ofRules;
  if (first !== undefined)
    return { message: `${first} for a whole rule only, not in a backendRef`, path: at };
  const edits = { ...rest, ...(host?.kind === 'name' ? { host } : {}) };
  return Object.keys(edits).length === 0 ? undefined : edits;
}

function withSession(
  edits: DestinationEdits | EditProblem | undefined,
  session: Session | undefined,
): DestinationEdits | EditProblem | undefined {
  return session === undefined || (edits !== undefined && 'message' in edits) ? edits : { ...edits, session };
}

/**
 * A filter that names a missing object, or one of a kind that is not a filter here, is a reference that leads nowhere (GEP-1364);
 * any other problem means that the rule cannot be served as written.
 */
function filterNote(rule: number, { message, path, kind }: FilterProblem): Note {
  if (kind === 'missing' || kind === 'unserved') {
    const problem = { kind: 'invalid', reason: 'UnsupportedValue', message } as const;
    const what = path.replace(/^filters\[(\d+)\].*$/, 'filter $1');
    return { kind: 'reference', rule, path, what, problem };
  }
  const reason = kind === 'incompatible' ? ({ reason: 'IncompatibleFilters' } as const) : {};
  return { kind: 'unsupported', rule, message, path, ...reason };
}

function isByRequest(destination: Destination): boolean {
  return destination.kind === 'backend' && destination.use.byRequest !== undefined;
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
  if (use.hosted?.proof?.kind === 'google-token') {
    const message = 'a copy shows no token of its own; mirror to a Backend of another type';
    return noted(undefined, { kind: 'unsupported', rule, message, path });
  }
  const { numerator, denominator } = mirror.fraction ?? {
    numerator: mirror.percent ?? 100,
    denominator: 100,
  };
  return noted({ use, numerator, denominator }, ...notes);
}
