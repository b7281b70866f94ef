import { keptList } from '#lib/kept-list.ts';
import type { Destination, DestinationEdits, Forwarding, Mirror, Session } from '#model';
import type { RouteBackendRef } from '#resources';
import { destinationsOf, type Share } from './failover.ts';
import { gather, type Note, type Noted, noted } from './noted.ts';
import type { ResolveRef } from './route-kind.ts';

/**
 * EditsOf reads what a backendRef says besides its backend and weight; a problem makes its share invalid. `session` is the
 * session persistence that is written for the backend.
 */
export type EditsOf<Ref> = (
  ref: Ref,
  path: string,
  session: Session | undefined,
) => DestinationEdits | EditProblem | undefined;

/** EditProblem says why a reference cannot be used as written. */
export interface EditProblem {
  readonly message: string;
  readonly path: string;
  /** Envoy Gateway's word where a filter is wrong in itself; absent: it is one that only a rule can have. */
  readonly reason?: 'InvalidBackendFilters';
}

/** forwardingOf resolves the backendRefs of one rule, of whatever kind of route. The caller adds the mirrors. */
export function forwardingOf<Ref extends RouteBackendRef>(
  rule: number,
  refs: readonly Ref[],
  resolve: ResolveRef,
  editsOf: EditsOf<Ref> = () => undefined,
): Noted<Forwarding> {
  const shares = gather(refs.map((ref, i) => shareOf(rule, ref, i, resolve, editsOf)));
  return {
    value: { destinations: destinationsOf(shares.value), mirrors: noMirrors },
    notes: shares.notes,
  };
}

const noMirrors: readonly Mirror[] = keptList<Mirror>([]);

function shareOf<Ref extends RouteBackendRef>(
  rule: number,
  ref: Ref,
  index: number,
  resolve: ResolveRef,
  editsOf: EditsOf<Ref>,
): Noted<Share> {
  const path = `backendRefs[${index}]`;
  const what = `backendRef ${index}`;
  const { use, fallback, problem, session } = resolve(ref);
  const notes = problem === undefined ? [] : [{ kind: 'reference', rule, path, what, problem } as const];
  const invalid: Share = { destination: { kind: 'invalid', weight: ref.weight }, fallback };
  if (use === undefined) return noted(invalid, ...notes);
  if (problem !== undefined && problem.kind !== 'empty')
    return noted({ destination: { kind: 'invalid', weight: ref.weight, meant: use }, fallback }, ...notes);
  const edits = editsOf(ref, path, session);
  if (edits !== undefined && 'message' in edits) {
    const { reason = 'UnsupportedRefValue', message } = edits;
    const refused = { kind: 'invalid', reason, message } as const;
    return noted(invalid, ...notes, { kind: 'reference', rule, path: edits.path, what, problem: refused });
  }
  const destination: Destination = {
    kind: 'backend',
    use,
    weight: ref.weight,
    ...(edits === undefined ? {} : { edits }),
  };
  const isEdited = Object.keys(edits ?? {}).some(name => name !== 'session');
  const deaf: Note[] = fallback && isEdited ? [ignoredEdits(rule, path)] : [];
  return noted({ destination, fallback }, ...notes, ...deaf);
}

/** Envoy edits a request before it looks for a backend that is up. */
function ignoredEdits(rule: number, path: string): Note {
  const message =
    'have no effect where this fallback takes over: requests carry what the backend that they were meant for is sent';
  return { kind: 'ignored', rule, path: `${path}.filters`, message };
}
