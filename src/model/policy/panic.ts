/** Panic is when so few endpoints are healthy that all are asked. */
export interface Panic {
  /** Percent of healthy endpoints; 0 is never. */
  readonly threshold?: number;
  /** Nobody is asked then, instead of all. */
  readonly failsTraffic?: boolean;
}
