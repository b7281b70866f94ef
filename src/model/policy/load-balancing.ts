/** LoadBalancing chooses the endpoint of a backend that a request goes to. */
export interface LoadBalancing {
  readonly algorithm?: Algorithm;
  /** Milliseconds in which a new endpoint comes to its full share, where the algorithm can do that. */
  readonly slowStart?: number;
  /** How its share grows in that time. */
  readonly ramp?: Ramp;
  /** What is said of the zones that endpoints stand in; absent: they are all one. */
  readonly zones?: Zones;
  /** Headers, in lower case, of which the first that names an endpoint (`ADDRESS:PORT`) chooses it. */
  readonly overridingHeaders?: readonly string[];
}

/** Ramp: by the time that has gone by, to the power of 1 / `aggression` (absent: 1), and from so many percent on (absent: 10). */
export interface Ramp {
  readonly aggression?: number;
  readonly leastPercent?: number;
}

/**
 * Algorithm: `consistent-hash` keeps what hashes alike with one endpoint (Maglev), `ring-hash` on a ring; what is hashed is the route's to say.
 * `utilization` gives less to endpoints that report more load (ORCA).
 */
export type Algorithm =
  | {
      readonly kind: 'least-request';
      /** Among so many, chosen by chance; absent is Envoy's (2). */
      readonly choices?: number;
      /** How much requests under way count where endpoints have weights; absent is Envoy's (1). */
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

/** Utilization is how reported load is turned into shares. Times are in milliseconds; what is left out is Envoy's default. */
export interface Utilization {
  readonly blackoutPeriod?: number;
  readonly expirationPeriod?: number;
  readonly updatePeriod?: number;
  /** By how much errors count as load: 1 is once. */
  readonly errorPenalty?: number;
  /** Reported metrics that are taken for the load, in Envoy's words (`named_metrics.queue`). */
  readonly metrics: readonly string[];
  /** Endpoints are asked every so often, beside the requests, at a port and by a name of its own; absent: they report with each answer. */
  readonly asked?: { readonly period?: number; readonly port?: number; readonly authority?: string };
}

/**
 * Zones: `local` keeps requests in the proxy's own zone, as far as its endpoints are as many as its share of the proxies, or
 * `force`d wherever it has that many. `weighted` gives zones shares; one that is not named has 1. `near` is as it looks from one zone.
 */
export type Zones =
  | {
      readonly kind: 'local';
      /** Below so many endpoints in all, zones are nothing. */
      readonly minEndpoints: number;
      /** Of so many percent of the requests. */
      readonly percent?: number;
      readonly force?: number;
    }
  | {
      readonly kind: 'weighted';
      readonly weights: readonly { readonly zone: string; readonly weight: number }[];
    }
  | {
      readonly kind: 'near';
      /** Those who stand here are called before all others. Who says of no zone that he stands there stands here. */
      readonly zone: string;
      /** Of those: who has a trait of this value has this share, by the first trait that he has; who has none has 1. */
      readonly alike: readonly { readonly trait: string; readonly value: string; readonly weight: number }[];
      /** Which other zones take over, and then which. What is in none of them is never called. */
      readonly beyond: readonly ZoneMatch[];
      /** Percent of their share that healthy endpoints take before others take over. */
      readonly overprovisioning: number;
    };

/** ZoneMatch is some of the zones. */
export type ZoneMatch =
  | { readonly kind: 'any' }
  | { readonly kind: 'only'; readonly zones: readonly string[] }
  | { readonly kind: 'except'; readonly zones: readonly string[] };
