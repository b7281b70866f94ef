import type { PathMatch } from '../http-match.ts';
import type { AddressRange } from './authorization.ts';

/** RateLimits limit how often each proxy lets requests pass; those beyond are answered with 429. */
export interface RateLimits {
  /** Key of the object that sets them: its counts are apart from those of others. */
  readonly owner: string;
  /** Each rule holds by itself: a request that several rules count must be within all of them. */
  readonly rules: readonly RateLimitRule[];
}

/** RateLimitRule lets `requests` requests for which all conditions hold pass in each `unit`. */
export interface RateLimitRule {
  readonly conditions: readonly RateLimitCondition[];
  readonly requests: number;
  readonly unit: RateLimitUnit;
  /** One count for all routes together, instead of one for each. */
  readonly isShared: boolean;
  /** Requests are only counted: all pass. */
  readonly isShadow: boolean;
  /** Clients are told in headers how much is left. */
  readonly tells: boolean;
  /** The cost of a request; absent is 1. */
  readonly cost?: RateLimitCost;
}

export type RateLimitUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** RateLimitCost is a number, or metadata that other filters set on the request. */
export type RateLimitCost =
  | { readonly kind: 'number'; readonly number: number }
  | ({ readonly kind: 'metadata' } & RequestMetadata);

/** RequestMetadata is metadata that a filter set on a request, under a namespace and a key. */
export interface RequestMetadata {
  readonly namespace: string;
  readonly key: string;
}

/**
 * RateLimitCondition is one condition on a request. Header names are lower case. Conditions with `each` count each client, or
 * each value, by itself.
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
