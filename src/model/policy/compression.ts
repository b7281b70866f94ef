/** Compression packs answers for clients that take it. */
export interface Compression {
  /** The first is taken where a client likes several as much. */
  readonly encodings: readonly Encoding[];
}

/** Encoding is a way to pack. Answers of fewer than `minLength` bytes are left alone; absent is Envoy's default (30). */
export interface Encoding {
  readonly kind: 'gzip' | 'brotli' | 'zstd';
  readonly minLength?: number;
}
