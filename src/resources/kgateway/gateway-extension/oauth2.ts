import { Type } from 'typebox';
import { webAddress } from '../../envoy-gateway/web-address.ts';
import { objectName } from '../../gateway-api/fields.ts';
import { headerMatch } from '../../gateway-api/http-match.ts';
import { ruled } from '../../schema/annotate.ts';
import { closed } from '../../schema/closed.ts';
import { calledBackend } from './called-service.ts';

const text = Type.String({ minLength: 1, maxLength: 2048 });
const cookieName = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: "^[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$",
  '~wants': 'the name of a cookie',
});

const cookies = Type.Object(
  {
    domain: Type.Optional(text),
    names: Type.Optional(
      Type.Object({ accessToken: Type.Optional(cookieName), idToken: Type.Optional(cookieName) }),
    ),
    sameSite: Type.Enum(['Lax', 'Strict', 'None'], { default: 'Lax' }),
  },
  {
    '~unserved': ['disableAccessTokenSetCookie', 'disableIDTokenSetCookie', 'disableRefreshTokenSetCookie'],
  },
);

/** oauth2 admits browsers whose user is logged in at a provider, and sends the others there. */
export const oauth2 = ruled(
  Type.Object({
    backendRef: calledBackend,
    credentials: Type.Object({ clientID: text, clientSecretRef: Type.Object({ name: objectName }) }),
    issuerURI: Type.Optional(webAddress),
    authorizationEndpoint: Type.Optional(webAddress),
    tokenEndpoint: Type.Optional(webAddress),
    endSessionEndpoint: Type.Optional(webAddress),
    redirectURI: Type.Optional(
      Type.String({
        maxLength: 2048,
        pattern: '^[^\\s/]+://[^\\s/]+/[^\\s?#]*$',
        '~wants': 'an address such as https://shop.example.com/oauth2/redirect',
      }),
    ),
    logoutPath: Type.String({
      maxLength: 1024,
      pattern: '^/[^\\s?#]*$',
      '~wants': 'a path such as /logout',
      default: '/logout',
    }),
    scopes: Type.Array(text, { maxItems: 64, default: ['user'] }),
    forwardAccessToken: Type.Boolean({ default: false }),
    cookies: Type.Optional(cookies),
    denyRedirect: Type.Optional(
      Type.Object({ headers: Type.Array(headerMatch, { minItems: 1, maxItems: 16 }) }),
    ),
    // Not served, but not ignored either: whoever this would reject must not pass.
    jwt: Type.Optional(closed('jwksURI', 'jwksBackendRef', 'accessToken', 'idToken')),
  }),
  ({ issuerURI, authorizationEndpoint, tokenEndpoint }, report) => {
    if (issuerURI === undefined && (authorizationEndpoint === undefined || tokenEndpoint === undefined))
      report('must have issuerURI, or both authorizationEndpoint and tokenEndpoint');
  },
);
