import { keptList } from '#lib/kept-list.ts';
import type { Destination, DestinationEdits, Forwarding, Mirror } from '#model';
import type { RouteBackendRef } from '#resources';
import { destinationsOf, type Share } from './failover.ts';
import { gather, type Note, type Noted, noted } from './noted.ts';
import type { ResolveRef } from './route-kind.ts';

/** EditsOf reads what a reference of a kind says beside backend and weight; a problem makes its share invalid. */
export type EditsOf<Ref> = (ref: Ref, path: string) => DestinationEdits | EditProblem | undefined;

/** EditProblem says why a reference cannot be used as written. */
export interface EditProblem {
  readonly message: string;
  readonly path: string;
}

/** forwardingOf resolves the backendRefs of one rule, of whatever kind of route. Mirrors are the caller's to add. */
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
  const { use, fallback, problem } = resolve(ref);
  const notes = problem === undefined ? [] : [{ kind: 'reference', rule, path, what, problem } as const];
  const invalid: Share = { destination: { kind: 'invalid', weight: ref.weight }, fallback };
  if (use === undefined) return noted(invalid, ...notes);
  const edits = editsOf(ref, path);
  if (edits !== undefined && 'message' in edits) {
    const refused = { kind: 'invalid', reason: 'UnsupportedRefValue', message: edits.message } as const;
    return noted(invalid, ...notes, { kind: 'reference', rule, path: edits.path, what, problem: refused });
  }
  const destination: Destination = {
    kind: 'backend',
    use,
    weight: ref.weight,
    ...(edits === undefined ? {} : { edits }),
  };
  const deaf: Note[] = fallback && edits !== undefined ? [ignoredEdits(rule, path)] : [];
  return noted({ destination, fallback }, ...notes, ...deaf);
}

/** Envoy edits a request before it looks for who is up. */
function ignoredEdits(rule: number, path: string): Note {
  const message =
    'have no effect where this fallback takes over: requests carry what the backend that they were meant for is sent';
  return { kind: 'ignored', rule, path: `${path}.filters`, message };
}
