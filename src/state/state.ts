/**
 * State is what Fairlead remembers on purpose: last good documents, rejections. A small durable map of names to text.
 *
 * - `put` and `delete` are durable (written aside, fsynced, renamed) before their promise resolves; `put` of what is there
 *   already writes nothing. Writes to one name happen in order; a crash leaves the old text or the new one.
 * - `load` reads all that is there; what cannot be read is skipped and reported, never fatal.
 */
export interface State {
  load(): Promise<ReadonlyMap<string, string>>;
  put(name: string, text: string): Promise<void>;
  delete(name: string): Promise<void>;
}
