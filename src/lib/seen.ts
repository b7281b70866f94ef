/** Seen says how and when a source noticed a change that it passes on. */
export interface Seen {
  /** An event of the file system, an event of a watch, or a write that somebody asked for. */
  readonly by: 'file' | 'watch' | 'write';
  /** Milliseconds, by `steadyClock`. */
  readonly at: number;
}
