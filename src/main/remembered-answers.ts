import { readAnswer } from '#discovery';
import type { Answer } from '#model';
import type { State } from '#state';

/** Each answer is a record of its own. */
const prefix = 'answer ';

/** answerRecord is the name of an answer's record, by the `wantKey` of what it answers. */
export function answerRecord(key: string): string {
  return prefix + key;
}

/** rememberedAnswers are the answers from before the restart, by `wantKey`. A damaged one is forgotten. */
export async function rememberedAnswers(state: State): Promise<Map<string, Answer>> {
  const remembered = new Map<string, Answer>();
  for (const [name, text] of await state.load(prefix)) {
    const answer = readAnswer(text);
    if (answer === undefined) void state.delete(name);
    else remembered.set(name.slice(prefix.length), answer);
  }
  return remembered;
}
