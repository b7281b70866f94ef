import type { PathMatch } from '../http-match.ts';
import type { AddressRange } from './authorization.ts';

/** RateLimits bound how often each proxy lets requests pass; those beyond are answered with 429. */
export interface RateLimits {
  /** Each holds by itself: what several of them count must be within all. */
  readonly rules: readonly RateLimitRule[];
  /** Clients are told by headers of the answer how much is left. */
  readonly tells: boolean;
}

/** RateLimitRule lets `requests` pass in each `interval` (milliseconds) of those for which all conditions hold. */
export interface RateLimitRule {
  readonly conditions: readonly RateLimitCondition[];
  readonly requests: number;
  readonly interval: number;
}

/**
 * RateLimitCondition is one thing to be asked of a request. Header names are lower case. Those with `each` count each client,
 * or each value, by itself.
 */
export type RateLimitCondition =
  | { readonly kind: 'client'; readonly range: AddressRange; readonly each: boolean }
  | { readonly kind: 'each'; readonly of: 'header' | 'query'; readonly name: string }
  | {
      readonly kind: 'header' | 'query';
      readonly name: string;
      readonly is: 'exact' | 'regex';
      readonly value: string;
      readonly isInverted: boolean;
    }
  | { readonly kind: 'method'; readonly oneOf: readonly string[]; readonly isInverted: boolean }
  /** Without the query. */
  | { readonly kind: 'path'; readonly path: PathMatch; readonly isInverted: boolean };
