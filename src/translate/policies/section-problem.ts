/** SectionProblem: `path` is as written, from the object's root. What is `Pending` is nobody's mistake. */
export interface SectionProblem {
  readonly reason: 'Invalid' | 'Pending' | 'RefNotPermitted' | 'UnsupportedValue';
  readonly message: string;
  readonly path: string;
}
