import type { BackendUse } from '../backend-use.ts';
import type { Retries } from './retries.ts';

/** Jwt lets those pass who bring a token that one of the providers vouches for. */
export interface Jwt {
  readonly providers: readonly JwtProvider[];
  /** Who passes besides: those without any token, or even those whose token nobody vouches for. */
  readonly excused?: 'missing' | 'failed';
}

/** JwtProvider is who issues tokens, where they are in a request, and what the backend is told of them. */
export interface JwtProvider {
  readonly name: string;
  readonly issuer?: string;
  /** One of them, where there are any. */
  readonly audiences: readonly string[];
  readonly keys: JwtKeys;
  /** Where tokens are looked for; absent: in Authorization, behind Bearer, and in the parameter `access_token`. */
  readonly sources?: {
    readonly headers: readonly { readonly name: string; readonly prefix?: string }[];
    readonly params: readonly string[];
    readonly cookies: readonly string[];
  };
  /** The header in which the backend is told a claim; nested claims are joined by dots. */
  readonly claimHeaders: readonly { readonly claim: string; readonly header: string }[];
  /** The backend is not to see the token. */
  readonly hidesToken?: true;
  /** Milliseconds by which clocks may differ; absent is a minute. */
  readonly clockSkew?: number;
  /** Whether the headers of claims take part in finding the route. */
  readonly recomputesRoute: boolean;
}

/** JwtKeys are the keys that tokens are signed with (a JWKS): as they are, or from where they are fetched. Times are in milliseconds. */
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
