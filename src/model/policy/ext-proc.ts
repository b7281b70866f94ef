import type { BackendUse } from '../backend-use.ts';
import type { Retries } from './retries.ts';

/** ExtProc has a service change requests and answers on their way. Times are in milliseconds. */
export interface ExtProc {
  readonly use: BackendUse;
  /** What the service is called. */
  readonly authority: string;
  /** How often it is called again. */
  readonly retries?: Retries;
  /** What it is shown of requests, and of answers; absent: nothing. */
  readonly request?: ShownPart;
  readonly response?: ShownPart;
  /** Whether requests pass unchanged while the service cannot be reached. */
  readonly failsOpen: boolean;
  readonly timeout?: number;
  /** As long as it may ask to be waited for; absent: no longer. */
  readonly longestTimeout?: number;
  /** What is answered where it cannot be reached; absent is 500. */
  readonly errorStatus?: number;
  /** Whether it may say itself what it is shown. */
  readonly choosesParts: boolean;
  /** Metadata of other filters that it may read, and that it may write, by their namespaces. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** It only looks on: nothing waits for it, and nothing it says has an effect. */
  readonly onlyLooks: boolean;
}

/** ShownPart is what a service is shown of one direction: the headers, attributes, and the body in one of these ways. */
export interface ShownPart {
  readonly withoutHeaders?: true;
  readonly trailers?: true;
  readonly body?: 'streamed' | 'buffered' | 'buffered-partial' | 'full-duplex';
  readonly attributes: readonly string[];
}
