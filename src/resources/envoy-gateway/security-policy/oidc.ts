import { Type } from 'typebox';
import { duration } from '../../gateway-api/duration.ts';
import { headerName } from '../../gateway-api/fields.ts';
import { secretObjectReference } from '../../gateway-api/references.ts';
import { ruled } from '../../schema/annotate.ts';
import { usedBackendCluster } from '../backend-cluster.ts';
import { stringMatch } from '../string-match.ts';
import { webAddress } from '../web-address.ts';

const text = Type.String({ minLength: 1, maxLength: 1024 });
const path = Type.String({ maxLength: 1024, pattern: '^/[^\\s?#]*$', '~wants': 'a path such as /logout' });
const cookieName = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: "^[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$",
  '~wants': 'the name of a cookie',
});

const provider = Type.Object({
  ...usedBackendCluster,
  issuer: text,
  authorizationEndpoint: Type.Optional(webAddress),
  tokenEndpoint: Type.Optional(webAddress),
  endSessionEndpoint: Type.Optional(webAddress),
});

/** Properties of a request that are no headers have names with a colon. */
const askedName = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: "^:?[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$",
  '~wants': 'a header name, or one of Envoy’s own such as :path',
});

const header = Type.Object({
  name: askedName,
  ...stringMatch.properties,
});

/** oidc admits browsers whose user is logged in at a provider. */
export const oidc = ruled(
  Type.Object({
    provider,
    clientID: Type.Optional(text),
    clientIDRef: Type.Optional(secretObjectReference),
    clientSecret: secretObjectReference,
    redirectURL: Type.Optional(
      Type.String({
        maxLength: 2048,
        pattern: '^[^\\s/]+://[^\\s/]+/[^\\s?#]*$',
        '~wants': 'an address such as https://shop.example.com/oauth2/callback',
      }),
    ),
    logoutPath: Type.Optional(path),
    scopes: Type.Array(text, { maxItems: 64, default: [] }),
    resources: Type.Array(text, { maxItems: 64, default: [] }),
    forwardAccessToken: Type.Boolean({ default: false }),
    forwardIDToken: Type.Optional(Type.Object({ header: headerName })),
    passThroughAuthHeader: Type.Boolean({ default: false }),
    refreshToken: Type.Boolean({ default: true }),
    disableTokenEncryption: Type.Boolean({ default: false }),
    defaultTokenTTL: Type.Optional(duration),
    defaultRefreshTokenTTL: Type.Optional(duration),
    csrfTokenTTL: Type.Optional(duration),
    cookieNames: Type.Optional(
      Type.Object({ accessToken: Type.Optional(cookieName), idToken: Type.Optional(cookieName) }),
    ),
    cookieDomain: Type.Optional(text),
    cookieConfig: Type.Optional(
      Type.Object({ sameSite: Type.Optional(Type.Enum(['Lax', 'Strict', 'None'])) }),
    ),
    denyRedirect: Type.Optional(Type.Object({ headers: Type.Array(header, { maxItems: 16, default: [] }) })),
  }),
  ({ clientID, clientIDRef, forwardAccessToken, forwardIDToken }, report) => {
    if (forwardAccessToken && forwardIDToken?.header.toLowerCase() === 'authorization')
      report('must be another one, as the access token goes there', 'forwardIDToken', 'header');
    if (clientID === undefined && clientIDRef === undefined)
      report('is required, or clientIDRef', 'clientID');
    if (clientID !== undefined && clientIDRef !== undefined)
      report('must be left out where clientID is given', 'clientIDRef');
  },
);
