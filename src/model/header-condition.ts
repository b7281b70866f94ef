import type { HeaderTest } from './policy/oidc.ts';

/** HeaderCondition is something to be asked of a header: how its value is, or whether it is there at all. Names are lower case. */
export type HeaderCondition =
  | HeaderTest
  | { readonly kind: 'presence'; readonly name: string; readonly isThere: boolean };
