import type { TagSource } from './listener/tracing.ts';

/** Traces say how requests are traced where the gateway sends spans to somebody. Shares are in percent; absent is all. */
export interface Traces {
  /** Of requests that nobody decided about before. */
  readonly share?: number;
  /** Of those that a client asks to be traced. */
  readonly clientShare?: number;
  /** At most so many of all. */
  readonly totalShare?: number;
  readonly tags: Readonly<Record<string, TagSource>>;
  /** What spans are called: that of the request, and of each attempt to reach a backend. */
  readonly spanName?: string;
  readonly attemptName?: string;
}
