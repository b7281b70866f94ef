import type { Verdict } from '#model';

/** Verdicts that hold say the same of thousands of objects, so there is one of each. */
const shared = new Map<string, Verdict>();

/** holds is a condition that is true. Its reason and message must be of a fixed few. */
export function holds(reason: string, message: string): Verdict {
  const known = shared.get(message);
  if (known?.reason === reason) return known;
  const verdict: Verdict = { holds: true, reason, message };
  shared.set(message, verdict);
  return verdict;
}

/** fails is a condition that is false, and why. */
export function fails(reason: string, message: string): Verdict {
  return { holds: false, reason, message };
}
