/**
 * RouteTimeouts limit requests, in milliseconds; 0 is no limit. Timeouts that a route's author wrote on the rule override them.
 */
export interface RouteTimeouts {
  /** For the whole request. */
  readonly request?: number;
  /** The time without a byte either way. */
  readonly streamIdle?: number;
  /** For a request together with its answer, including gRPC streams. */
  readonly stream?: number;
  /** The `grpc-timeout` of a caller: capped at `most`, and reduced by `less`; without `most` it is ignored. */
  readonly ofCaller?: { readonly most?: number; readonly less?: number };
}
