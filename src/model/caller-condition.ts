/**
 * CallerCondition tests the caller's identity, as its certificate states it: the caller has one of these identities, or
 * (inverted) none of them.
 */
export interface CallerCondition {
  readonly oneOf: readonly CallerPattern[];
  readonly isInverted: boolean;
}

/**
 * CallerPattern matches an identity, or all below it: the prefix `spiffe://m/a` matches `spiffe://m/a/b` but not `spiffe://m/ab`.
 */
export interface CallerPattern {
  readonly kind: 'exact' | 'prefix';
  readonly identity: string;
}
