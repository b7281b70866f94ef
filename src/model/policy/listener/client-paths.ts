/** ClientPaths is how paths are brought into one form before they are matched. */
export interface ClientPaths {
  readonly mergeSlashes?: boolean;
  readonly escapedSlashes?: 'keep' | 'reject' | 'unescape-and-forward' | 'unescape-and-redirect';
}
