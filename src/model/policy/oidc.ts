import type { ResourceKey } from '#lib/resource-ref.ts';
import type { BackendUse } from '../backend-use.ts';
import type { HeaderTest } from '../header-condition.ts';
import type { Retries } from './retries.ts';

/** Oidc admits browsers whose user is logged in at a provider, and sends the others there. Times are in milliseconds. */
export interface Oidc {
  /** Where browsers are sent to log in and, if there is such an endpoint, to log out. */
  readonly authorizationEndpoint: string;
  readonly endSessionEndpoint?: string;
  /** Where the proxy itself requests tokens. */
  readonly tokenEndpoint: string;
  readonly tokenService: BackendUse;
  readonly tokenTimeout?: number;
  readonly tokenRetries?: Retries;
  readonly clientId: string;
  /** The client's secret, and the secret that signs its cookies. */
  readonly clientSecret: ResourceKey;
  readonly cookieSecret: ResourceKey;
  /** The URL to which the provider sends browsers back; `redirectPath` is its path. */
  readonly redirectUrl: string;
  readonly redirectPath: string;
  readonly logoutPath: string;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly forwardsAccessToken: boolean;
  /** The header in which the backend is sent the ID token, in lower case. */
  readonly idTokenHeader?: string;
  readonly usesRefreshToken: boolean;
  readonly storesPlainTokens: boolean;
  readonly tokenLife?: number;
  readonly refreshTokenLife?: number;
  readonly csrfTokenLife?: number;
  /** A suffix of cookie names that keeps apart the cookies of two policies on one host. */
  readonly cookieSuffix: string;
  readonly cookieNames: { readonly accessToken?: string; readonly idToken?: string };
  readonly cookieDomain?: string;
  readonly sameSite?: 'lax' | 'strict' | 'none';
  /** Requests with one of these headers pass without a login, as they are authenticated elsewhere. */
  readonly passedOn: readonly HeaderTest[];
  /** Requests with one of these headers are answered with 401 instead of a redirect to the login. */
  readonly neverRedirected: readonly HeaderTest[];
}
