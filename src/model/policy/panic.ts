/** Panic says when so few endpoints are healthy that requests go to all of them. */
export interface Panic {
  /** The percentage of healthy endpoints below which that happens; 0 is never. */
  readonly threshold?: number;
  /** Requests then fail, instead of going to all endpoints. */
  readonly failsTraffic?: boolean;
}
