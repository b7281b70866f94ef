/** Seen is by what, and when, a source noticed what it hands on. */
export interface Seen {
  /** An event of a file, of a watch, or a write that somebody asked for. */
  readonly by: 'file' | 'watch' | 'write';
  /** ms, by `steadyClock`. */
  readonly at: number;
}
