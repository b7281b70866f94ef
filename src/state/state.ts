/** StateChange is one change of the state: `text` undefined forgets the name. */
export interface StateChange {
  readonly name: string;
  readonly text: string | undefined;
}

/**
 * State is what Fairlead remembers on purpose: last good documents, rejections, answers of discovery. It is a small durable
 * map of names to texts.
 *
 * - Names begin with a word for their owner and a space (`document …`, `rejection …`, `answer …`), so that each owner loads
 *   its own.
 * - A write survives the end of the *process* (`kill -9`) when the call returns, and that of the *machine* (power loss) when
 *   its promise has resolved. So code that must not lose something to a kill calls `write` before acting on it, and need not
 *   wait; code that answers for the write to somebody else waits. A promise rejects with a `Fault` (`environment`: disk
 *   full, no rights), and the old content stays; `write` never throws synchronously.
 * - Writing what is there already writes nothing. A crash leaves the old text or the new one, never a part of either, and
 *   the changes of one `write` in order.
 * - `load` reads all names that start with `prefix`; what cannot be read is skipped and reported, never fatal. It rejects
 *   with a `Fault` where the directory itself cannot be used.
 * - `get` reads one name at once, from memory or the page cache.
 * - `close` makes everything durable and releases all resources; nothing may be called after it.
 */
export interface State {
  load(prefix?: string): Promise<ReadonlyMap<string, string>>;
  get(name: string): string | undefined;
  put(name: string, text: string): Promise<void>;
  delete(name: string): Promise<void>;
  write(changes: readonly StateChange[]): Promise<void>;
  close(): Promise<void>;
}
