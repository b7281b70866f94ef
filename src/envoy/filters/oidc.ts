import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  CookieConfig_SameSite,
  OAuth2Config_AuthType,
  type OAuth2ConfigSchema,
  OAuth2Schema,
} from '#gen/envoy/extensions/filters/http/oauth2/v3/oauth_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { HttpRule, Oidc } from '#model';
import { ads } from '../config-source.ts';
import { headerMatcher } from '../header-matcher.ts';
import { clusterName, filterInstance, secretName } from '../names.ts';
import { callRetries } from '../retry-policy.ts';
import type { FilterNeed } from './http-filter.ts';
import { switchedOn } from './switched-on.ts';

const tokenTimeout = protobufDuration(10_000);

/** oidc sends browsers to log in. The provider stands in the chain, so each policy has an instance. */
export function oidc({ oidc }: HttpRule): readonly FilterNeed[] {
  if (oidc === undefined) return [];
  const { owner, value } = oidc;
  return [
    {
      instance: filterInstance('envoy.filters.http.oauth2', owner),
      settings: anyPack(OAuth2Schema, create(OAuth2Schema, { config: configOf(value) })),
      clusters: [clusterName(value.tokenService)],
      perRoute: switchedOn,
    },
  ];
}

function configOf(value: Oidc): MessageInitShape<typeof OAuth2ConfigSchema> {
  const { endSessionEndpoint, tokenLife, refreshTokenLife, csrfTokenLife, cookieDomain } = value;
  return {
    tokenEndpoint: {
      uri: value.tokenEndpoint,
      httpUpstreamType: { case: 'cluster', value: clusterName(value.tokenService) },
      timeout: value.tokenTimeout === undefined ? tokenTimeout : protobufDuration(value.tokenTimeout),
    },
    ...callRetries(value.tokenRetries),
    authorizationEndpoint: value.authorizationEndpoint,
    ...(endSessionEndpoint === undefined ? {} : { endSessionEndpoint }),
    credentials: {
      clientId: value.clientId,
      tokenSecret: { name: secretName(value.clientSecret), sdsConfig: ads },
      tokenFormation: {
        case: 'hmacSecret',
        value: { name: secretName(value.cookieSecret), sdsConfig: ads },
      },
      cookieNames: cookieNamesOf(value),
      ...(cookieDomain === undefined ? {} : { cookieDomain }),
    },
    redirectUri: value.redirectUrl,
    redirectPathMatcher: exactPath(value.redirectPath),
    signoutPath: exactPath(value.logoutPath),
    forwardBearerToken: value.forwardsAccessToken,
    authScopes: [...value.scopes],
    resources: [...value.resources],
    // Every provider supports it.
    authType: OAuth2Config_AuthType.BASIC_AUTH,
    useRefreshToken: value.usesRefreshToken,
    disableTokenEncryption: value.storesPlainTokens,
    passThroughMatcher: value.passedOn.map(headerMatcher),
    ...(value.idTokenHeader === undefined ? {} : { forwardIdToken: { header: value.idTokenHeader } }),
    denyRedirectMatcher: value.neverRedirected.map(headerMatcher),
    ...(tokenLife === undefined ? {} : { defaultExpiresIn: protobufDuration(tokenLife) }),
    ...(refreshTokenLife === undefined
      ? {}
      : { defaultRefreshTokenExpiresIn: protobufDuration(refreshTokenLife) }),
    ...(csrfTokenLife === undefined ? {} : { csrfTokenExpiresIn: protobufDuration(csrfTokenLife) }),
    ...(value.sameSite === undefined ? {} : { cookieConfigs: cookieConfigsOf(value.sameSite) }),
  };
}

function cookieNamesOf({ cookieSuffix, cookieNames: { accessToken, idToken } }: Oidc) {
  return {
    bearerToken: accessToken ?? `AccessToken-${cookieSuffix}`,
    oauthHmac: `OauthHMAC-${cookieSuffix}`,
    oauthExpires: `OauthExpires-${cookieSuffix}`,
    idToken: idToken ?? `IdToken-${cookieSuffix}`,
    refreshToken: `RefreshToken-${cookieSuffix}`,
    oauthNonce: `OauthNonce-${cookieSuffix}`,
    codeVerifier: `CodeVerifier-${cookieSuffix}`,
  };
}

function cookieConfigsOf(site: NonNullable<Oidc['sameSite']>) {
  const one = { sameSite: sites[site] };
  return {
    bearerTokenCookieConfig: one,
    oauthHmacCookieConfig: one,
    oauthExpiresCookieConfig: one,
    idTokenCookieConfig: one,
    refreshTokenCookieConfig: one,
    oauthNonceCookieConfig: one,
    codeVerifierCookieConfig: one,
  };
}

const sites: Readonly<Record<NonNullable<Oidc['sameSite']>, CookieConfig_SameSite>> = {
  lax: CookieConfig_SameSite.LAX,
  strict: CookieConfig_SameSite.STRICT,
  none: CookieConfig_SameSite.NONE,
};

function exactPath(path: string) {
  return { rule: { case: 'path', value: { matchPattern: { case: 'exact', value: path } } } } as const;
}
