import type { BackendUse } from '../backend-use.ts';
import type { RateLimitCost, RateLimitRule, RequestMetadata } from './rate-limits.ts';

/** GlobalRateLimits have a service count requests across all proxies. */
export interface GlobalRateLimits {
  readonly service: RateLimitService;
  /** The namespace and name of the policy that they belong to. */
  readonly owner: { readonly namespace: string; readonly name: string };
  /** Each rule holds by itself. */
  readonly rules: readonly GlobalRateLimitRule[];
}

/** RateLimitService is the service that counts: the same for everybody. `authority` is the host that it is called by. */
export interface RateLimitService {
  readonly use: BackendUse;
  readonly authority: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether requests are rejected while it cannot be reached. */
  readonly failsClosed: boolean;
}

/** GlobalRateLimitRule may take its limit from metadata that other filters set on a request. */
export interface GlobalRateLimitRule extends RateLimitRule {
  readonly limitFrom?: RequestMetadata;
  /** The cost of an answer, besides its request's. It is counted when the answer has ended, and rejects nothing itself. */
  readonly answerCost?: RateLimitCost;
}
