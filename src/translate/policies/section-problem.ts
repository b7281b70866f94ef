/** SectionProblem: `path` is as written, from the object's root. */
export interface SectionProblem {
  readonly reason: 'Invalid' | 'RefNotPermitted' | 'UnsupportedValue';
  readonly message: string;
  readonly path: string;
}
