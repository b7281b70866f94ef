/** Compression compresses answers for clients that accept it. */
export interface Compression {
  /** In order of preference: the first is taken where a client likes several equally. */
  readonly encodings: readonly Encoding[];
}

/**
 * Encoding is a compression algorithm. Answers of fewer than `minLength` bytes are left alone; absent is Envoy's default (30).
 */
export interface Encoding {
  readonly kind: 'gzip' | 'brotli' | 'zstd';
  readonly minLength?: number;
}
