import type { Verdict } from '#model';

/** holds is a condition that is true. */
export function holds(reason: string, message: string): Verdict {
  return { holds: true, reason, message };
}

/** fails is a condition that is false, and why. */
export function fails(reason: string, message: string): Verdict {
  return { holds: false, reason, message };
}
