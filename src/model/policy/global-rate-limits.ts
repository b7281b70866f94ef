import type { BackendUse } from '../backend-use.ts';
import type { RateLimitCost, RateLimitRule, RequestMetadata } from './rate-limits.ts';

/** GlobalRateLimits have a service count requests for all proxies together. */
export interface GlobalRateLimits {
  readonly service: RateLimitService;
  /** Whose they are: a namespace and a name. */
  readonly owner: { readonly namespace: string; readonly name: string };
  /** Each holds by itself. */
  readonly rules: readonly GlobalRateLimitRule[];
}

/** RateLimitService is who counts: the same for everybody. `authority` is what it is called. */
export interface RateLimitService {
  readonly use: BackendUse;
  readonly authority: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Whether nobody passes while it cannot be asked. */
  readonly failsClosed: boolean;
}

/** GlobalRateLimitRule may take its limit from what other filters left with a request. */
export interface GlobalRateLimitRule extends RateLimitRule {
  readonly limitFrom?: RequestMetadata;
  /** What an answer counts for, beside its request; it is counted when it has ended, and turns nobody away itself. */
  readonly answerCost?: RateLimitCost;
}
