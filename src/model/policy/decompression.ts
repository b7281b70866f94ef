import type { Encoding } from './compression.ts';

/**
 * Decompression decompresses requests for backends and answers for clients, if they are compressed by one of these algorithms.
 */
export interface Decompression {
  readonly encodings: readonly Encoding['kind'][];
  /** Only requests are decompressed. */
  readonly isOfRequests?: true;
}
