/** RouteTimeouts limit requests, in milliseconds; 0 is no limit. What a route's author wrote on the rule goes before it. */
export interface RouteTimeouts {
  /** For the whole request. */
  readonly request?: number;
  /** For which nothing was sent either way. */
  readonly streamIdle?: number;
}
