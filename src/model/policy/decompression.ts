import type { Encoding } from './compression.ts';

/** Decompression unpacks requests for backends, and answers for clients, that are packed in one of these ways. */
export interface Decompression {
  readonly encodings: readonly Encoding['kind'][];
  /** Answers are left as they are. */
  readonly isOfRequests?: true;
}
