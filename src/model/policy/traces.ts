import type { TagSource } from './listener/tracing.ts';

/** Traces say how requests are traced where the gateway sends spans. Shares are in percent; absent is all. */
export interface Traces {
  /** The share of requests that are traced, where nobody has decided before. */
  readonly share?: number;
  /** The share of requests that are traced among those whose client asks for it. */
  readonly clientShare?: number;
  /** The most of all requests that are traced. */
  readonly totalShare?: number;
  readonly tags: Readonly<Record<string, TagSource>>;
  /** The names of spans: for the request, and for each attempt to reach a backend. */
  readonly spanName?: string;
  readonly attemptName?: string;
}
