import type { PathMatch } from '../http-match.ts';
import type { AddressRange } from './authorization.ts';

/** RateLimits bound how often each proxy lets requests pass; those beyond are answered with 429. */
export interface RateLimits {
  /** Whose they are: what it says is counted apart from what others say. */
  readonly owner: string;
  /** Each holds by itself: what several of them count must be within all. */
  readonly rules: readonly RateLimitRule[];
}

/** RateLimitRule lets `requests` pass in each `unit` of those for which all conditions hold. */
export interface RateLimitRule {
  readonly conditions: readonly RateLimitCondition[];
  readonly requests: number;
  readonly unit: RateLimitUnit;
  /** Counted over all routes together, instead of for each by itself. */
  readonly isShared: boolean;
  /** It is only counted: all pass. */
  readonly isShadow: boolean;
  /** Clients are told by headers of the answer how much is left. */
  readonly tells: boolean;
  /** What a request counts for; absent is 1. */
  readonly cost?: RateLimitCost;
}

export type RateLimitUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** RateLimitCost is a number, or where other filters left one with the request. */
export type RateLimitCost =
  | { readonly kind: 'number'; readonly number: number }
  | ({ readonly kind: 'metadata' } & RequestMetadata);

/** RequestMetadata is what a filter left with a request, under a namespace and a key. */
export interface RequestMetadata {
  readonly namespace: string;
  readonly key: string;
}

/**
 * RateLimitCondition is one thing to be asked of a request. Header names are lower case. Those with `each` count each client,
 * or each value, by itself.
 */
export type RateLimitCondition =
  | {
      readonly kind: 'client';
      readonly range: AddressRange;
      readonly each: boolean;
      readonly isInverted: boolean;
    }
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
