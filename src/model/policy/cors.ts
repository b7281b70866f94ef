/** Cors says which pages of other origins may make a browser send requests here, and what they may read of the answers. */
export interface Cors {
  /** Allowed origins: `*`, `https://app.example.com`, or with `*` for the host's first labels, `https://*.example.com:8443`. */
  readonly origins?: readonly string[];
  /** Expressions (RE2), one of which must match an allowed origin as a whole. */
  readonly originPatterns?: readonly string[];
  readonly credentials?: boolean;
  /** `*` alone means all. */
  readonly methods?: readonly string[];
  readonly headers?: readonly string[];
  readonly exposedHeaders?: readonly string[];
  /** Seconds for which a browser may cache the answer to a preflight request; absent: as long as the browser likes. */
  readonly maxAge?: number;
}
