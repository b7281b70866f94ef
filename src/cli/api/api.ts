import type { WatchEvent } from '#server';

/** Api answers the questions of the REST API, whoever answers them: a running control plane, or files that are read now. */
export interface Api {
  /** Throws a Fault with what the API has to say where there is no such thing. */
  get(path: string): Promise<unknown>;
  /** Calls back for each event until the control plane ends. */
  watch(path: string, onEvent: (event: WatchEvent) => void): Promise<void>;
  /** How people know a file. */
  show(file: string): string;
}
