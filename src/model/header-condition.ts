import type { TextPattern } from './policy/text-pattern.ts';

/** HeaderTest compares the value of a header. Names are in lower case. */
export interface HeaderTest extends TextPattern {
  readonly name: string;
}

/** HeaderCondition is a condition on a header: on its value, or on whether it is present. */
export type HeaderCondition =
  | HeaderTest
  | { readonly kind: 'presence'; readonly name: string; readonly isThere: boolean };
