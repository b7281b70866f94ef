import { type Answer, get } from './http.ts';

/** Load is a steady stream of requests, and what they were answered. */
export interface Load {
  readonly answers: readonly Answer[];
  /** Waits until that many more requests were answered. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** startLoad keeps `width` requests under way. */
export function startLoad(port: number, host: string, path = '/', width = 4): Load {
  const answers: Answer[] = [];
  const waiting: { readonly at: number; readonly resolve: () => void }[] = [];
  let on = true;
  const lane = async (): Promise<void> => {
    while (on) {
      answers.push(await get(port, host, path));
      while (waiting[0] !== undefined && waiting[0].at <= answers.length) waiting.shift()?.resolve();
    }
  };
  const lanes = Array.from({ length: width }, lane);
  return {
    answers,
    more: count => new Promise(resolve => waiting.push({ at: answers.length + count, resolve })),
    async stop() {
      on = false;
      await Promise.all(lanes);
    },
  };
}

/** wrong gives the answers that are not what was asked for, counted. */
export function wrong(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    if (status === 200) continue;
    const what = `${status} ${body}`;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
