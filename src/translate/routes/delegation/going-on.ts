import { isDelegation, type RouteBackendRef } from '#resources';
import type { RefProblem } from '../../backend-ref.ts';
import { type Note, type Noted, noted } from '../noted.ts';

/** GoesOn says why one reference of a rule reaches no route; undefined where it reaches one. */
export type GoesOn = (rule: number, ref: number) => RefProblem | undefined;

/**
 * GoingOn says whether a rule delegates to other routes (`on`), or is meant to but cannot (`nowhere`); undefined where it
 * has backends.
 */
export type GoingOn = 'on' | 'nowhere' | undefined;

/** goingOn finds that out from the rule's references. */
export function goingOn(
  refs: readonly (RouteBackendRef & { readonly filters: readonly unknown[] })[],
  rule: number,
  goesOn: GoesOn,
): Noted<GoingOn> {
  if (!refs.some(isDelegation)) return noted(undefined);
  const other = refs.findIndex(ref => !isDelegation(ref));
  if (other >= 0) {
    const message =
      'has no effect beside references to routes: a rule goes on in other routes, or has backends';
    return noted('nowhere', { kind: 'unsupported', rule, path: `backendRefs[${other}]`, message });
  }
  const problems = refs.map((_, i) => goesOn(rule, i));
  const notes = problems.flatMap((problem, i): Note[] =>
    problem === undefined
      ? []
      : [{ kind: 'reference', rule, path: `backendRefs[${i}]`, what: `backendRef ${i}`, problem }],
  );
  const deaf = refs.flatMap(({ filters }, i): Note[] =>
    filters.length === 0
      ? []
      : [
          {
            kind: 'ignored',
            rule,
            path: `backendRefs[${i}].filters`,
            message: 'have no effect on a reference to routes; write them as filters of the rule',
          },
        ],
  );
  const isSomewhere = problems.some(problem => problem === undefined);
  return noted(isSomewhere ? 'on' : 'nowhere', ...notes, ...deaf);
}
