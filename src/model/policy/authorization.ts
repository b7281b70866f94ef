import type { PathMatch } from '../http-match.ts';
import type { PlaceTest } from './place-test.ts';
import type { TextPattern } from './text-pattern.ts';

/** Authorization decides by what is known of a request whether it passes. */
export interface Authorization {
  /** The first rule that matches decides. */
  readonly rules?: readonly AuthorizationRule[];
  /** What holds where none does; absent: it does not pass. */
  readonly otherwise?: Permission;
}

export type Permission = 'allow' | 'deny';

/** AuthorizationRule matches where all of its conditions hold: without any, always. */
export interface AuthorizationRule {
  readonly name: string;
  readonly permission: Permission;
  readonly conditions: readonly AuthorizationCondition[];
}

/**
 * AuthorizationCondition is one thing to be asked of a request.
 * - `client`: the client's address is in one of these ranges.
 * - `place`: of one of these all that is asked for holds of where the client's address is.
 * - `method`, `header`: it is one of these. Header names are lower case.
 * - `path`: without the query.
 * - `certificate`: what the client's certificate says, as it was believed over TLS, looks like one of these.
 * - `server-name`: the name that was asked for over TLS is one of these.
 * - `expression`: this expression of CEL holds.
 * - `claim`: what a token says at this place, as verified for a provider of JWTs, is one of these; `list`: holds one of these.
 * - `scope`: the token is for this scope.
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

/** AddressRange is all addresses that begin with the first `bits` of this one. */
export interface AddressRange {
  readonly address: string;
  readonly bits: number;
}
