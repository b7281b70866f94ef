/** Cors says which pages of other origins may send a browser's requests, and what they may read of the answers. */
export interface Cors {
  /** Origins that may: `*`, `https://app.example.com`, or with the host's first labels free, `https://*.example.com:8443`. */
  readonly origins?: readonly string[];
  /** Expressions (RE2) that such origins match as a whole. */
  readonly originPatterns?: readonly string[];
  readonly credentials?: boolean;
  /** `*` alone for all. */
  readonly methods?: readonly string[];
  readonly headers?: readonly string[];
  readonly exposedHeaders?: readonly string[];
  /** Seconds for which a browser may keep the answer to its question; absent is as long as the browser likes. */
  readonly maxAge?: number;
}
