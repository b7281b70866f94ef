import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { canForward, type Route, type Verdict } from '#model';
import { type AnyRoute, pathInRoute } from '#resources';
import { refFinding } from '../backend-lookup.ts';
import { fails, holds } from '../verdict.ts';
import type { GoesOn } from './delegation/going-on.ts';
import type { ResolveExtension } from './extension.ts';
import { routeKindOf } from './index.ts';
import type { Note } from './noted.ts';
import type { ResolveRef, RouteBody } from './route-kind.ts';

/** RouteState is a route as translated, wherever it may be attached. */
export interface RouteState {
  /** Absent where nothing of it could be translated. */
  readonly route?: Route;
  /** Whether its references were resolved, for every parent alike. */
  readonly resolvedRefs: Verdict;
  /** Set where a backend that it refers to has no endpoint right now. */
  readonly backendsAvailable?: Verdict;
  /** Set where nothing of the route can be served for a reason of its own, which then becomes its `Accepted` condition. */
  readonly refused?: Verdict;
  /** Set where some rules cannot be served. */
  readonly partiallyInvalid?: Verdict;
  readonly findings: readonly Finding[];
}

/** translateRoute translates a route of any kind. */
export function translateRoute(
  resource: AnyRoute,
  resolve: ResolveRef,
  extension: ResolveExtension,
  goesOn: GoesOn,
): RouteState {
  const { value: body, notes } = routeKindOf(resource).translate(resource, resolve, extension, goesOn);
  const created = resource.metadata.creationTimestamp ?? '';
  // `findings` comes first: an object literal that begins with a spread gets a hidden class of its own, one per route.
  return {
    findings: keptList(notes.map(n => finding(resource, n))),
    ...(body === undefined ? {} : { route: { origin: resourceKey(resource.ref), created, ...body } }),
    ...verdicts(resource, body, notes),
  };
}

function verdicts(
  { spec }: AnyRoute,
  body: RouteBody | undefined,
  notes: readonly Note[],
): Omit<RouteState, 'route' | 'findings'> {
  const references = notes.filter(n => n.kind === 'reference');
  const unresolved = verdictOn(references.filter(n => n.problem.kind !== 'empty'));
  const backendsAvailable = verdictOn(references.filter(n => n.problem.kind === 'empty'));
  const availability = {
    resolvedRefs: unresolved ?? holds('ResolvedRefs', 'All references were resolved'),
    ...(backendsAvailable === undefined ? {} : { backendsAvailable }),
  };
  const unsupported = notes.filter(n => n.kind === 'unsupported');
  const dropped = unsupported.map(n => `rule ${n.rule}: ${n.path} ${n.message}`).join('; ');
  const reason = unsupported.find(n => n.reason !== undefined)?.reason ?? 'UnsupportedValue';
  const rules = new Set(unsupported.map(n => n.rule));
  const refused = notes.find(n => n.kind === 'refused');
  if (refused !== undefined) return { ...availability, refused: fails(refused.reason, refused.message) };
  if (rules.size > 0 && rules.size === spec.rules.length)
    return { ...availability, refused: fails(reason, dropped) };
  const untranslatable = references.find(n => n.problem.kind === 'untranslatable');
  if (untranslatable !== undefined && !serves(body)) {
    return { ...availability, refused: fails('UnsupportedValue', failure(untranslatable)) };
  }
  if (rules.size === 0) return availability;
  return {
    ...availability,
    partiallyInvalid: {
      holds: true,
      reason,
      message: `Dropped Rule(s): ${dropped}`,
    },
  };
}

type RefNote = Extract<Note, { kind: 'reference' }>;

function verdictOn(notes: readonly RefNote[]): Verdict | undefined {
  const [first] = notes;
  return first === undefined ? undefined : fails(first.problem.reason, notes.map(failure).join(' '));
}

function failure({ rule, what, problem }: RefNote): string {
  return `Failed to process route rule ${rule} ${what}: ${problem.message}.`;
}

/** Whether any part of the route does what its author wants; an error answer is what remains where no part does. */
function serves(body: RouteBody | undefined): boolean {
  switch (body?.kind) {
    case undefined:
      return false;
    case 'http':
      return body.rules.some(({ action }) => action.kind !== 'respond' || action.status < 500);
    case 'tcp':
    case 'udp':
      return canForward(body.forwarding);
  }
}

function finding(route: AnyRoute, note: Note): Finding {
  const { ref } = route;
  const path = pathInRoute(route, note.rule, note.path);
  switch (note.kind) {
    case 'unsupported':
      return {
        severity: 'error',
        reason: note.reason ?? 'UnsupportedValue',
        message: note.message,
        path,
        ref,
      };
    case 'ignored':
      return { severity: 'warning', reason: 'UnsupportedValue', message: note.message, path, ref };
    case 'refused':
      return { severity: 'error', reason: note.reason, message: note.message, path, ref };
    case 'reference':
      return { ...refFinding(note.problem), path, ref };
  }
}
