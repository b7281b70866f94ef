import type { AnswerTo, Want } from '#model';
import { knownOf } from '../known.ts';
import type { PolicyContext } from './policy-kind.ts';
import type { SectionProblem, SectionWarning } from './section.ts';

/** LookedUp is what is known of something that a policy needs from elsewhere, or why nothing is known. */
export type LookedUp<W extends Want> =
  | {
      readonly answer: AnswerTo<W>;
      /** It could not be looked up again: the answer is an older one. */
      readonly warning?: SectionWarning;
    }
  | { readonly problem: SectionProblem };

/** LookupWords say in clauses about what was written how far looking it up has come. */
export interface LookupWords {
  readonly pending: string;
  readonly failed: string;
  readonly failedAgain: string;
  /** What is in force after it failed again. */
  readonly meanwhile: string;
}

/** lookedUp is what is known of a want that is written at `path`. */
export function lookedUp<W extends Want>(
  want: W,
  path: string,
  { pending, failed, failedAgain, meanwhile }: LookupWords,
  { discovered, track }: Pick<PolicyContext, 'discovered' | 'track'>,
): LookedUp<W> {
  const { answer, error } = knownOf(want, discovered, track);
  if (answer !== undefined) {
    const message = `${failedAgain} (${error}); ${meanwhile}`;
    return { answer, ...(error === undefined ? {} : { warning: { reason: 'NotAsked', message, path } }) };
  }
  return {
    problem:
      error === undefined
        ? { reason: 'Pending', message: pending, path }
        : { reason: 'Invalid', message: `${failed} (${error})`, path },
  };
}
