/** CallerCondition tests the caller's identities, as its certificate states them: the caller has one of these. */
export interface CallerCondition {
  readonly oneOf: readonly CallerPattern[];
}

/**
 * CallerPattern matches an identity, or all below it: the prefix `spiffe://m/a` matches `spiffe://m/a/b` but not `spiffe://m/ab`.
 */
export interface CallerPattern {
  readonly kind: 'exact' | 'prefix';
  readonly identity: string;
}
