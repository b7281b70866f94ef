import type { RateLimitService } from './global-rate-limits.ts';

/**
 * DescribedRateLimits have a rate limit service count requests by their descriptors; the limits are known to the service alone.
 * Shares are in percent.
 */
export interface DescribedRateLimits {
  readonly service: RateLimitService;
  /** The domain whose limits apply, in the service's terms. */
  readonly domain: string;
  /** Whether clients are told in headers how much is left to them. */
  readonly tells: boolean;
  /**
   * The share of requests that the service is asked about, and the share of those over the limit that are rejected; absent: all.
   */
  readonly considered?: number;
  readonly enforced?: number;
  /** Each descriptor is counted by itself. */
  readonly descriptors: readonly (readonly DescriptorEntry[])[];
}

/** DescriptorEntry is one entry of a descriptor. If a request lacks the header, its descriptor is left out. */
export type DescriptorEntry =
  | { readonly kind: 'fixed'; readonly key: string; readonly value: string }
  | { readonly kind: 'header'; readonly name: string; readonly key: string }
  | { readonly kind: 'client' };
