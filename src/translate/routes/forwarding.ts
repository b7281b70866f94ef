import { keptList } from '#lib/kept-list.ts';
import type { Destination, DestinationEdits, Forwarding, Mirror } from '#model';
import type { RouteBackendRef } from '#resources';
import { gather, type Noted, noted } from './noted.ts';
import type { ResolveRef } from './route-kind.ts';

/** EditsOf reads what a reference of a kind says beside backend and weight; a problem makes its share invalid. */
export type EditsOf<Ref> = (ref: Ref, path: string) => DestinationEdits | EditProblem | undefined;

/** EditProblem says why a reference cannot be used as written. */
export interface EditProblem {
  readonly message: string;
  readonly path: string;
}

interface Share {
  readonly destination: Destination;
  readonly fallback: boolean;
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
    value: { destinations: withoutIdleFallbacks(shares.value), mirrors: noMirrors },
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
  return noted({ destination, fallback: fallback || problem?.kind === 'invalid' }, ...notes);
}

/** Until failover is served, a fallback gets no traffic beside a backend that is none: a share would be wrong. */
function withoutIdleFallbacks(shares: readonly Share[]): Destination[] {
  const primary = shares.some(
    s => !s.fallback && s.destination.kind === 'backend' && s.destination.weight > 0,
  );
  return shares.filter(s => !(primary && s.fallback)).map(s => s.destination);
}
