import type { ChangedRequest } from './difference.ts';
import { order } from './display.ts';
import type { RequestFact } from './fact.ts';
import type { Outcome } from './outcome.ts';
import { sampleWords } from './sample-words.ts';

/** sampleKey identifies a sample sent to a proxy. */
export function sampleKey({ proxy, sample }: Pick<RequestFact, 'proxy' | 'sample'>): string {
  return `${proxy} ${JSON.stringify(sample)}`;
}

const rank = { wholly: 2, partly: 1, not: 0 } as const satisfies Record<Outcome['works'], number>;
const silent = 'nothing listens';

/**
 * changedRequests are the samples that were sent to both configurations and have another outcome. Similar ones are listed once.
 * Where nothing listens before or after, the change of the listener is reported instead.
 */
export function changedRequests(
  before: readonly RequestFact[],
  after: readonly RequestFact[],
): { readonly compared: number; readonly requests: readonly ChangedRequest[] } {
  const was = new Map(before.map(fact => [sampleKey(fact), fact]));
  const groups = new Map<string, ChangedRequest>();
  let compared = 0;
  for (const fact of after) {
    const old = was.get(sampleKey(fact))?.outcome;
    if (old === undefined) continue;
    compared++;
    const now = fact.outcome;
    if (old.words === now.words || [old, now].some(({ words }) => words === silent)) continue;
    const { proxy } = fact;
    const key = [proxy, placeOf(fact), old.words, now.words].join('\n');
    const known = groups.get(key);
    if (known !== undefined) {
      groups.set(key, { ...known, alike: known.alike + 1 });
      continue;
    }
    const breaks = rank[now.works] < rank[old.works];
    const words = { before: old.words, after: now.words };
    groups.set(key, { proxy, request: sampleWords(fact.sample), alike: 0, ...words, breaks });
  }
  const requests = [...groups.values()].sort(
    (a, b) => Number(b.breaks) - Number(a.breaks) || order(a.request, b.request),
  );
  return { compared, requests };
}

/** Samples are similar if they differ only in their paths. */
function placeOf({ sample }: RequestFact): string {
  if (sample.kind !== 'request') return sampleWords(sample);
  const { path: _, ...rest } = sample.request;
  return JSON.stringify(rest);
}
