/** HiddenHeaders are headers of answers that clients do not see, in lower case. */
export interface HiddenHeaders {
  readonly names: readonly string[];
}
