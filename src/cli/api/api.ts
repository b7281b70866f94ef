import type { WatchEvent } from '#server';

/** Api answers the questions of the REST API: either a running control plane does, or files that are read now. */
export interface Api {
  /** Throws a Fault with the API's message where there is no such thing. */
  get(path: string): Promise<unknown>;
  /** Calls back for each event until the control plane ends. */
  watch(path: string, onEvent: (event: WatchEvent) => void): Promise<void>;
  /** A file's name as people know it. */
  show(file: string): string;
}
