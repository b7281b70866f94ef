import type { BackendUse } from '../backend-use.ts';
import type { Retries } from './retries.ts';

/** ExtProc has a service change requests and answers on their way. Times are in milliseconds. */
export interface ExtProc {
  readonly use: BackendUse;
  /** The host that the service is called by. */
  readonly authority: string;
  /** Retries of a call to it. */
  readonly retries?: Retries;
  /** What it is sent of requests, and of answers; absent: nothing. */
  readonly request?: ShownPart;
  readonly response?: ShownPart;
  /** Whether requests pass unchanged while the service cannot be reached. */
  readonly failsOpen: boolean;
  readonly timeout?: number;
  /** The longest timeout that it may ask for; absent: it may ask for none. */
  readonly longestTimeout?: number;
  /** The status where it cannot be reached; absent is 500. */
  readonly errorStatus?: number;
  /** Whether it may choose itself what it is sent. */
  readonly choosesParts: boolean;
  /** Namespaces of other filters' metadata that it may read, and that it may write. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** It only observes: nothing waits for it, and its answers have no effect. */
  readonly onlyLooks: boolean;
}

/**
 * ShownPart is what the service is sent of requests or of answers: the headers, attributes, and the body in one of these modes.
 */
export interface ShownPart {
  readonly withoutHeaders?: true;
  readonly trailers?: true;
  readonly body?: 'streamed' | 'buffered' | 'buffered-partial' | 'full-duplex';
  readonly attributes: readonly string[];
}
