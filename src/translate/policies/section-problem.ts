/** SectionProblem: `path` is as written, from the object's root. What is `Pending` is nobody's mistake. */
export interface SectionProblem {
  readonly reason: 'Invalid' | 'Pending' | 'RefNotPermitted' | 'UnsupportedValue';
  readonly message: string;
  readonly path: string;
}

/** acceptedReason is why such a policy is not accepted: that a grant is missing is no reason that policies know. */
export function acceptedReason({ reason }: SectionProblem): string {
  return reason === 'RefNotPermitted' ? 'Invalid' : reason;
}
