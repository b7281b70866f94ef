/** RouteStatistics are kept of a rule by itself, under a name in which Envoy Gateway's operators (`%ROUTE_NAME%`) stand for it. */
export interface RouteStatistics {
  readonly name: string;
}
