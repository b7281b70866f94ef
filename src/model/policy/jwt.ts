import type { BackendUse } from '../backend-use.ts';
import type { Retries } from './retries.ts';

/** Jwt admits requests with a token that is valid for one of the providers. */
export interface Jwt {
  readonly providers: readonly JwtProvider[];
  /** Which other requests pass: those without any token, or also those whose token is invalid. */
  readonly excused?: 'missing' | 'failed';
}

/** JwtProvider describes an issuer of tokens: where they are in a request, and what the backend is told about them. */
export interface JwtProvider {
  readonly name: string;
  readonly issuer?: string;
  /** Audiences, one of which the token must have; empty: any. */
  readonly audiences: readonly string[];
  readonly keys: JwtKeys;
  /** Where tokens are looked for; absent: in Authorization, after Bearer, and in the query parameter `access_token`. */
  readonly sources?: {
    readonly headers: readonly { readonly name: string; readonly prefix?: string }[];
    readonly params: readonly string[];
    readonly cookies: readonly string[];
  };
  /** Headers in which the backend is told claims; dots separate the names of nested claims. */
  readonly claimHeaders: readonly { readonly claim: string; readonly header: string }[];
  /** The token is removed before the request is forwarded. */
  readonly hidesToken?: true;
  /** Milliseconds by which clocks may differ; absent is a minute. */
  readonly clockSkew?: number;
  /** Whether the route is chosen again by the headers of claims. */
  readonly recomputesRoute: boolean;
}

/** JwtKeys are the keys (a JWKS) that verify tokens: as text, or fetched from a backend. Times are in milliseconds. */
export type JwtKeys =
  | { readonly kind: 'inline'; readonly text: string }
  | {
      readonly kind: 'fetched';
      readonly uri: string;
      readonly from: BackendUse;
      readonly timeout?: number;
      readonly retries?: Retries;
      readonly cacheFor: number;
      readonly retryAfter?: number;
    };
