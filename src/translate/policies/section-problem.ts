/**
 * SectionProblem is what is wrong with a section; `path` is as written, from the object's root. A problem that is `Pending`
 * is nobody's mistake.
 */
export interface SectionProblem {
  readonly reason: 'Invalid' | 'Pending' | 'RefNotPermitted' | 'UnsupportedValue';
  readonly message: string;
  readonly path: string;
}

/**
 * acceptedReason is the reason why such a policy is not accepted: policies have no reason of their own for a missing
 * ReferenceGrant.
 */
export function acceptedReason({ reason }: SectionProblem): string {
  return reason === 'RefNotPermitted' ? 'Invalid' : reason;
}
