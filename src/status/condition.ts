import type { Verdict, Verdicts } from '#model';

/** Condition is a condition as Kubernetes words it; whoever stores the conditions adds the times. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly observedGeneration: number;
  readonly reason: string;
  readonly message: string;
}

/** Most objects get the same few verdicts: objects that share a verdict share its conditions as well. */
const worded = new WeakMap<Verdict, Condition[]>();
/** How many conditions, one for each type and generation, are kept for a verdict. */
const wordings = 8;

/** condition words one verdict. */
export function condition(type: string, verdict: Verdict, generation: number): Condition {
  const known = worded.get(verdict);
  const same = known?.find(c => c.type === type && c.observedGeneration === generation);
  if (same !== undefined) return same;
  const { holds, reason, message } = verdict;
  const fresh: Condition = {
    type,
    status: holds ? 'True' : 'False',
    observedGeneration: generation,
    reason,
    message,
  };
  if (!holds) return fresh;
  if (known === undefined) worded.set(verdict, [fresh]);
  else if (known.length < wordings) known.push(fresh);
  return fresh;
}

/** conditions words all verdicts, in their own order. */
export function conditions(verdicts: Verdicts, generation: number): Condition[] {
  return Object.entries(verdicts).map(([type, verdict]) => condition(type, verdict, generation));
}
