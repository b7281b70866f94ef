/** RouteStatistics give a rule statistics of its own. Envoy Gateway's operators (`%ROUTE_NAME%`) are expanded in the name. */
export interface RouteStatistics {
  readonly name: string;
}
