/** LoadBalancing says how the endpoint of a request is chosen. */
export interface LoadBalancing {
  readonly algorithm?: Algorithm;
  /** Milliseconds in which a new endpoint's share grows to its full size, where the algorithm supports that. */
  readonly slowStart?: number;
  /** How its share grows in that time. */
  readonly ramp?: Ramp;
  /** How zones of endpoints are treated; absent: zones are ignored. */
  readonly zones?: Zones;
  /** Header names, in lower case: the first of these headers that names an endpoint (`ADDRESS:PORT`) chooses it. */
  readonly overridingHeaders?: readonly string[];
}

/**
 * Ramp: the share of a new endpoint is the elapsed fraction of `slowStart` to the power of 1 / `aggression` (absent: 1), but at
 * least `leastPercent` (absent: 10).
 */
export interface Ramp {
  readonly aggression?: number;
  readonly leastPercent?: number;
}

/**
 * Algorithm: `consistent-hash` (Maglev) and `ring-hash` keep equal hashes at one endpoint; the route says what is hashed.
 * `utilization` gives less to endpoints that report more load (ORCA).
 */
export type Algorithm =
  | {
      readonly kind: 'least-request';
      /** The number of endpoints that are compared, chosen at random; absent is Envoy's default (2). */
      readonly choices?: number;
      /** How much active requests count where endpoints have weights; absent is Envoy's default (1). */
      readonly bias?: number;
    }
  | { readonly kind: 'random' }
  | { readonly kind: 'round-robin' }
  | { readonly kind: 'consistent-hash'; readonly tableSize?: number }
  | {
      readonly kind: 'ring-hash';
      readonly hash?: 'xx-hash' | 'murmur-hash-2';
      readonly minSize?: number;
      readonly maxSize?: number;
    }
  | ({ readonly kind: 'utilization' } & Utilization);

/** Utilization says how reported load becomes shares. Times are in milliseconds; what is left out is Envoy's default. */
export interface Utilization {
  readonly blackoutPeriod?: number;
  readonly expirationPeriod?: number;
  readonly updatePeriod?: number;
  /** How much errors count as load: 1 is once. */
  readonly errorPenalty?: number;
  /** Reported metrics that are taken as the load, by Envoy's names (`named_metrics.queue`). */
  readonly metrics: readonly string[];
  /**
   * Endpoints are asked for their load at this interval, apart from requests, at a port and host of its own; absent: they report
   * it with each answer.
   */
  readonly asked?: { readonly period?: number; readonly port?: number; readonly authority?: string };
}

/**
 * Zones says how requests are shared among zones. `local` keeps them in the proxy's own zone as far as its endpoints suffice for
 * its share of the proxies; with `force`, whenever the zone has that many endpoints. `weighted` gives shares to zones; one that
 * is not named has 1. `near` ranks zones as seen from one of them.
 */
export type Zones =
  | {
      readonly kind: 'local';
      /** With fewer endpoints in all, zones are ignored. */
      readonly minEndpoints: number;
      /** The percentage of requests that this applies to. */
      readonly percent?: number;
      readonly force?: number;
    }
  | {
      readonly kind: 'weighted';
      readonly weights: readonly { readonly zone: string; readonly weight: number }[];
    }
  | {
      readonly kind: 'near';
      /** The zone whose endpoints are called first. Endpoints without a zone count as in it. */
      readonly zone: string;
      /**
       * Shares among endpoints of this zone: the first entry whose trait has this value sets the share; where none has, it is 1.
       */
      readonly alike: readonly { readonly trait: string; readonly value: string; readonly weight: number }[];
      /** The other zones that take over, in this order. Endpoints in none of them are never called. */
      readonly beyond: readonly ZoneMatch[];
      /** The overprovisioning factor: the percentage of their share that healthy endpoints take before others take over. */
      readonly overprovisioning: number;
    };

/** ZoneMatch matches some of the zones. */
export type ZoneMatch =
  | { readonly kind: 'any' }
  | { readonly kind: 'only'; readonly zones: readonly string[] }
  | { readonly kind: 'except'; readonly zones: readonly string[] };
