import type { RateLimitService } from './global-rate-limits.ts';

/** DescribedRateLimits have a service count requests by what describes them. What their limits are, the service knows. Shares are in percent. */
export interface DescribedRateLimits {
  readonly service: RateLimitService;
  /** Whose limits are meant, in the service's words. */
  readonly domain: string;
  /** Whether clients are told what is left to them. */
  readonly tells: boolean;
  /** How many are asked about, and of those that are too many turned away; absent: all. */
  readonly considered?: number;
  readonly enforced?: number;
  /** Each is counted by itself. */
  readonly descriptors: readonly (readonly DescriptorEntry[])[];
}

/** DescriptorEntry is one thing that a request is described by. A request that lacks a header is not counted by its descriptor. */
export type DescriptorEntry =
  | { readonly kind: 'fixed'; readonly key: string; readonly value: string }
  | { readonly kind: 'header'; readonly name: string; readonly key: string }
  | { readonly kind: 'client' };
