import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { canForward, type Route, type Verdict } from '#model';
import type { AnyRoute } from '#resources';
import { fails, holds } from '../verdict.ts';
import { routeKindOf } from './index.ts';
import type { Note } from './noted.ts';
import type { ResolveRef, RouteBody } from './route-kind.ts';

/** RouteState is a route as translated, wherever it may be attached. */
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

/** translateRoute translates a route of any kind. */
export function translateRoute(resource: AnyRoute, resolve: ResolveRef): RouteState {
  const { value: body, notes } = routeKindOf(resource).translate(resource, resolve);
  const route: Route = {
    origin: resourceKey(resource.ref),
    created: resource.metadata.creationTimestamp ?? '',
    ...body,
  };
  return {
    route,
    ...verdicts(resource, body, notes),
    findings: keptList(notes.map(n => finding(resource, n))),
  };
}

function verdicts(
  { spec }: AnyRoute,
  body: RouteBody,
  notes: readonly Note[],
): Omit<RouteState, 'route' | 'findings'> {
  const references = notes.filter(n => n.kind === 'reference');
  // A backend that has no endpoint right now is the least of what can be wrong.
  const first = references.find(n => n.problem.kind !== 'empty') ?? references[0];
  const resolvedRefs =
    first === undefined
      ? holds('ResolvedRefs', 'All references were resolved')
      : fails(first.problem.reason, references.map(failure).join(' '));
  const unsupported = notes.filter(n => n.kind === 'unsupported');
  const dropped = unsupported.map(n => `rule ${n.rule}: ${n.path} ${n.message}`).join('; ');
  const rules = new Set(unsupported.map(n => n.rule));
  if (rules.size === spec.rules.length) return { resolvedRefs, refused: fails('UnsupportedValue', dropped) };
  const untranslatable = references.find(n => n.problem.kind === 'untranslatable');
  if (untranslatable !== undefined && !serves(body)) {
    return { resolvedRefs, refused: fails('UnsupportedValue', failure(untranslatable)) };
  }
  if (rules.size === 0) return { resolvedRefs };
  return {
    resolvedRefs,
    partiallyInvalid: {
      holds: true,
      reason: 'UnsupportedValue',
      message: `Dropped Rule(s): ${dropped}`,
    },
  };
}

function failure({ rule, what, problem }: Extract<Note, { kind: 'reference' }>): string {
  return `Failed to process route rule ${rule} ${what}: ${problem.message}.`;
}

/** Whether anything of the route does what its author wants: answering with an error is what remains where nothing does. */
function serves(body: RouteBody): boolean {
  switch (body.kind) {
    case 'http':
      return body.rules.some(({ action }) => action.kind !== 'respond' || action.status < 500);
    case 'tcp':
      return canForward(body.forwarding);
  }
}

function finding({ ref }: AnyRoute, note: Note): Finding {
  const path = `spec.rules[${note.rule}].${note.path}`;
  switch (note.kind) {
    case 'unsupported':
      return { severity: 'error', reason: 'UnsupportedValue', message: note.message, path, ref };
    case 'ignored':
      return { severity: 'warning', reason: 'UnsupportedValue', message: note.message, path, ref };
    case 'reference': {
      const { kind, reason, message } = note.problem;
      return { severity: kind === 'empty' ? 'warning' : 'error', reason, message, path, ref };
    }
  }
}
