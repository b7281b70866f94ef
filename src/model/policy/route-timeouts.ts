/** RouteTimeouts limit requests, in milliseconds; 0 is no limit. What a route's author wrote on the rule goes before it. */
export interface RouteTimeouts {
  /** For the whole request. */
  readonly request?: number;
  /** For which nothing was sent either way. */
  readonly streamIdle?: number;
  /** For a request with its answer, streams of gRPC too. */
  readonly stream?: number;
  /** At most so much of what a caller of gRPC says (`grpc-timeout`), and by how much less than that; no `most`: it does not count. */
  readonly ofCaller?: { readonly most?: number; readonly less?: number };
}
