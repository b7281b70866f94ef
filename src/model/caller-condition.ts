/** CallerCondition asks who calls, by what its certificate says: it has one of these identities, or (inverted) none of them. */
export interface CallerCondition {
  readonly oneOf: readonly CallerPattern[];
  readonly isInverted: boolean;
}

/** CallerPattern is an identity, or those below one: `spiffe://m/a` is a prefix of `spiffe://m/a/b` and none of `spiffe://m/ab`. */
export interface CallerPattern {
  readonly kind: 'exact' | 'prefix';
  readonly identity: string;
}
