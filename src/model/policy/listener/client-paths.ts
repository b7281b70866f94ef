/** ClientPaths says how paths are normalized before they are matched. */
export interface ClientPaths {
  /** Whether `.` and `..` are resolved; absent is yes. */
  readonly normalizes?: boolean;
  readonly mergeSlashes?: boolean;
  readonly escapedSlashes?: 'keep' | 'reject' | 'unescape-and-forward' | 'unescape-and-redirect';
}
