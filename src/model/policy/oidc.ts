import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from '../backend-use.ts';
import type { HeaderTest } from '../header-condition.ts';
import type { Retries } from './retries.ts';

/** Oidc lets browsers pass whose user has logged in at a provider, and sends the others there. Times are in milliseconds. */
export interface Oidc {
  /** Where a browser is sent to log in, and (where there is such a place) to log out. */
  readonly authorizationEndpoint: string;
  readonly endSessionEndpoint?: string;
  /** Where the proxy itself asks for tokens. */
  readonly tokenEndpoint: string;
  readonly tokenService: BackendUse;
  readonly tokenTimeout?: number;
  readonly tokenRetries?: Retries;
  readonly clientId: string;
  /** The secrets that the client is known by, and that its cookies are signed with. */
  readonly clientSecret: ResourceKey;
  readonly cookieSecret: ResourceKey;
  /** Where the provider sends browsers back to; `redirectPath` is its path. */
  readonly redirectUrl: string;
  readonly redirectPath: string;
  readonly logoutPath: string;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly forwardsAccessToken: boolean;
  /** The header by which the backend is told who has logged in (the ID token), in lower case. */
  readonly idTokenHeader?: string;
  readonly usesRefreshToken: boolean;
  readonly storesPlainTokens: boolean;
  readonly tokenLife?: number;
  readonly refreshTokenLife?: number;
  readonly csrfTokenLife?: number;
  /** What goes into the names of cookies, so that those of two policies on one host are apart. */
  readonly cookieSuffix: string;
  readonly cookieNames: { readonly accessToken?: string; readonly idToken?: string };
  readonly cookieDomain?: string;
  readonly sameSite?: 'lax' | 'strict' | 'none';
  /** Requests with one of these headers pass without a login, as who they are from is asked elsewhere. */
  readonly passedOn: readonly HeaderTest[];
  /** Requests with one of these headers are answered with 401 in place of being sent to log in. */
  readonly neverRedirected: readonly HeaderTest[];
}
