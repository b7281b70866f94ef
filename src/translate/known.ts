import type { Collection, Tracker } from '#graph';
import { type AnswerTo, type Known, type Want, wantKey } from '#model';

/** knownOf is what is known of a want; neither answer nor error before the first try. */
export function knownOf<W extends Want>(
  want: W,
  discovered: Collection<Known>,
  track: Tracker,
): Known<AnswerTo<W>> {
  const { answer, ...failed } = track.fetch(discovered, wantKey(want)) ?? {};
  // What is known of a want is an answer of its kind.
  return answer?.kind === want.kind ? { answer: answer as AnswerTo<W>, ...failed } : failed;
}
