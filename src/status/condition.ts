import type { Verdict, Verdicts } from '#model';

/** Condition is a condition as Kubernetes words it; times are added by whoever keeps them. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly observedGeneration: number;
  readonly reason: string;
  readonly message: string;
}

/** condition words one verdict. */
export function condition(type: string, { holds, reason, message }: Verdict, generation: number): Condition {
  return { type, status: holds ? 'True' : 'False', observedGeneration: generation, reason, message };
}

/** conditions words all verdicts, in their own order. */
export function conditions(verdicts: Verdicts, generation: number): Condition[] {
  return Object.entries(verdicts).map(([type, verdict]) => condition(type, verdict, generation));
}
