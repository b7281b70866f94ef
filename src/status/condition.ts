import type { Verdict, Verdicts } from '#model';

/** Condition is a condition as Kubernetes words it; times are added by whoever keeps them. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly observedGeneration: number;
  readonly reason: string;
  readonly message: string;
}

/** What most objects are told is the same: a verdict that is shared has its conditions shared as well. */
const worded = new WeakMap<Verdict, Condition[]>();
/** Types and generations that a verdict is worded for; past these it is not a common one. */
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
