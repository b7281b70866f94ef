import { readAnswer } from '#discovery';
import type { Answer } from '#model';
import type { State } from '#state';

/** Each answer is a record of its own. */
const prefix = 'answer ';

/** answerRecord names the record of an answer, by the `wantKey` of what it answers. */
export function answerRecord(key: string): string {
  return prefix + key;
}

/** rememberedAnswers are those of an earlier life, by `wantKey`. One that someone damaged is forgotten. */
export async function rememberedAnswers(state: State): Promise<Map<string, Answer>> {
  const remembered = new Map<string, Answer>();
  for (const [name, text] of await state.load(prefix)) {
    const answer = readAnswer(text);
    if (answer === undefined) void state.delete(name);
    else remembered.set(name.slice(prefix.length), answer);
  }
  return remembered;
}
