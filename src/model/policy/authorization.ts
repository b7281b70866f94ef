import type { PathMatch } from '../http-match.ts';
import type { PlaceTest } from './place-test.ts';
import type { TextPattern } from './text-pattern.ts';

/** Authorization decides which requests pass, by their properties. */
export interface Authorization {
  /** The first rule that matches decides. */
  readonly rules?: readonly AuthorizationRule[];
  /** The decision where no rule matches; absent: deny. */
  readonly otherwise?: Permission;
}

export type Permission = 'allow' | 'deny';

/** AuthorizationRule matches where all of its conditions hold; without conditions, always. */
export interface AuthorizationRule {
  readonly name: string;
  readonly permission: Permission;
  readonly conditions: readonly AuthorizationCondition[];
}

/**
 * AuthorizationCondition is one condition on a request.
 * - `client`: the client's address is in one of these ranges.
 * - `place`: all tests of one of these lists hold for the place of the client's address.
 * - `method`, `header`: it has one of these values. Header names are lower case.
 * - `path`: without the query.
 * - `certificate`: the client's certificate, as validated over TLS, states something that matches one of these.
 * - `server-name`: the name asked for over TLS (SNI) is one of these.
 * - `expression`: this CEL expression holds.
 * - `claim`: the claim at this path of a token, as verified for a JWT provider, is one of these; `list`: contains one of these.
 * - `scope`: the token has this scope.
 */
export type AuthorizationCondition =
  | { readonly kind: 'client'; readonly ranges: readonly AddressRange[] }
  | { readonly kind: 'place'; readonly oneOf: readonly (readonly PlaceTest[])[] }
  | { readonly kind: 'method'; readonly oneOf: readonly string[] }
  | { readonly kind: 'header'; readonly name: string; readonly oneOf: readonly string[] }
  | { readonly kind: 'path'; readonly path: PathMatch; readonly isInverted: boolean }
  | {
      readonly kind: 'certificate';
      readonly oneOf: readonly (TextPattern & { readonly of: 'subject' | 'uri' | 'dns' })[];
    }
  | { readonly kind: 'server-name'; readonly oneOf: readonly string[] }
  | { readonly kind: 'expression'; readonly text: string }
  | {
      readonly kind: 'claim';
      readonly provider: string;
      readonly at: readonly string[];
      readonly isList: boolean;
      readonly oneOf: readonly string[];
    }
  | { readonly kind: 'scope'; readonly provider: string; readonly scope: string };

/** AddressRange is all addresses whose first `bits` bits are those of this one. */
export interface AddressRange {
  readonly address: string;
  readonly bits: number;
}
