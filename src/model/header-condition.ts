import type { TextPattern } from './policy/text-pattern.ts';

/** HeaderTest asks how a header's value is. Names are in lower case. */
export interface HeaderTest extends TextPattern {
  readonly name: string;
}

/** HeaderCondition is something to be asked of a header: how its value is, or whether it is there at all. */
export type HeaderCondition =
  | HeaderTest
  | { readonly kind: 'presence'; readonly name: string; readonly isThere: boolean };
